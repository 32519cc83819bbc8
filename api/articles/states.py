"""The states of an article's newest version and every permitted move, as one table."""

from enum import StrEnum


class ArticleState(StrEnum):
    """Where the newest version of an article is in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Move(StrEnum):
    """What can be done to an article."""

    EDIT = "edit"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    DISCARD = "discard"
    RETIRE = "retire"
    REVIVE = "revive"


_DRAFT, _IN_REVIEW = ArticleState.DRAFT, ArticleState.IN_REVIEW
_PUBLISHED, _RETIRED = ArticleState.PUBLISHED, ArticleState.RETIRED
WORKED_ON = frozenset({_DRAFT, _IN_REVIEW})
ALIVE = WORKED_ON | {_PUBLISHED}

# move -> (states it may start from, state it leads to)
MOVES: dict[Move, tuple[frozenset[ArticleState], ArticleState]] = {
    Move.EDIT: (ALIVE, _DRAFT),  # what was submitted was another text: it is submitted again
    Move.SUBMIT: (frozenset({_DRAFT}), _IN_REVIEW),
    Move.SEND_BACK: (frozenset({_IN_REVIEW}), _DRAFT),
    Move.PUBLISH: (WORKED_ON, _PUBLISHED),
    Move.DISCARD: (WORKED_ON, _PUBLISHED),  # the published version is all there is again
    Move.RETIRE: (ALIVE, _RETIRED),
    Move.REVIVE: (frozenset({_RETIRED}), _DRAFT),
}
# They are about the published version, and need one.
OF_PUBLISHED = frozenset({Move.DISCARD, Move.RETIRE})

LABELS: dict[ArticleState, str] = {
    _DRAFT: "Draft",
    _IN_REVIEW: "In review",
    _PUBLISHED: "Published",
    _RETIRED: "Retired",
}


def permitted(state: ArticleState, *, published: bool) -> tuple[Move, ...]:
    """Return the moves from `state`; `published` says whether there is a published version."""
    return tuple(
        move
        for move, (starts, _) in MOVES.items()
        if state in starts and (published or move not in OF_PUBLISHED)
    )
