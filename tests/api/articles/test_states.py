"""The table of moves: an article gets nowhere but by it."""

from collections import deque

from api.articles.states import LABELS, MOVES, OF_PUBLISHED, ArticleState, Move, permitted


class TestPermitted:
    """What can be done from a state."""

    def test_only_what_is_worked_on_is_published(self) -> None:
        """Neither a retired article nor one that is published already."""
        can = {state for state in ArticleState if Move.PUBLISH in permitted(state, published=True)}
        assert can == {ArticleState.DRAFT, ArticleState.IN_REVIEW}

    def test_moves_of_the_published_version_need_one(self) -> None:
        for state in ArticleState:
            assert not OF_PUBLISHED & set(permitted(state, published=False))

    def test_a_retired_article_can_only_be_brought_back(self) -> None:
        assert permitted(ArticleState.RETIRED, published=False) == (Move.REVIVE,)

    def test_every_state_is_reached_from_a_draft_and_leads_back_to_one(self) -> None:
        """No dead end, no state that nothing leads to."""
        for start in ArticleState:
            assert _reached(start) == set(ArticleState)

    def test_every_state_has_a_label(self) -> None:
        assert set(LABELS) == set(ArticleState)


def _reached(start: ArticleState) -> set[ArticleState]:
    seen, ahead = {start}, deque([start])
    while ahead:
        state = ahead.popleft()
        for move in permitted(state, published=True):
            target = MOVES[move][1]
            if target not in seen:
                seen.add(target)
                ahead.append(target)
    return seen
