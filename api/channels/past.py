"""What a conversation has asked and shown so far, as a new message may speak of it."""

from collections.abc import Callable
from functools import cached_property
from typing import Final

from sqlalchemy.orm import Session

from api.conversations import repository
from api.conversations import service as conversations
from api.conversations.context import EarlierTurn
from api.conversations.models import Turn
from api.search.schemas import SearchResponse
from knowledge.follow_ups import Return, best_match

COMPARED: Final = 3  # articles that were answers one after the other
# What was taken as one of these asked nothing new.
NO_TOPIC: Final = ("choice", "none_of_them", "nothing")


class Past:
    """The turns before `turn`, the newest first; read once."""

    def __init__(self, session: Session, turn: Turn) -> None:
        """Look back from `turn`, which is open."""
        self._session = session
        self._conversation_id = turn.conversation_id
        self.turns = conversations.history(session, turn.conversation_id)

    @cached_property
    def topic_turns(self) -> list[EarlierTurn]:
        """The turns that asked something, the newest first."""
        return [
            turn
            for turn in self.turns
            if turn.asked and not (turn.context and turn.context.kind in NO_TOPIC)
        ]

    @property
    def topic_turn(self) -> EarlierTurn | None:
        """The last turn that asked something."""
        return next(iter(self.topic_turns), None)

    @property
    def topic(self) -> str:
        """The question that is being talked about, empty before the first."""
        return self.topic_turn.topic if self.topic_turn else ""

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles being talked about: shown last, since the last question."""
        return self.articles_of(self.topic_turn) if self.topic_turn else ()

    def articles_of(self, asked: EarlierTurn) -> tuple[str, ...]:
        """The articles shown last for that question, before the next was asked."""
        later = self.turns[: self.turns.index(asked)]
        since = next(
            (n for n, turn in enumerate(reversed(later)) if turn in self.topic_turns), None
        )
        own = later[len(later) - since :] if since is not None else later
        return next((turn.articles for turn in (*own, asked) if turn.articles), ())

    @property
    def last_articles(self) -> tuple[str, ...]:
        """The articles shown last, whatever was asked since."""
        return next((turn.articles for turn in self.turns if turn.articles), ())

    @property
    def listed(self) -> tuple[str, ...]:
        """The articles of the last list, in the order shown."""
        return next(filter(None, map(_list_of, self.turns)), ())

    @property
    def just_listed(self) -> tuple[str, ...]:
        """The same, if nothing else was asked since: one of it may have been read, or compared."""
        return next(filter(None, map(_list_of, self.turns[: self._since_topic])), ())

    @property
    def to_compare(self) -> tuple[str, ...]:
        """The articles that "which of those" means: the last list, else those shown lately."""
        shown = (slug for turn in self.turns for slug in turn.articles)
        return self.just_listed or tuple(dict.fromkeys(shown))[:COMPARED]

    @property
    def _since_topic(self) -> int:
        return self.turns.index(self.topic_turn) + 1 if self.topic_turn else len(self.turns)

    def find(self, wanted: Return, text_of: Callable[[str], str]) -> EarlierTurn | None:
        """Return the earlier question that is meant: by its words the newest that has most of them.

        Without words, the first of all or the last that was another one than now.
        """
        if not wanted.which:
            others = [turn for turn in self.topic_turns if turn.topic != self.topic]
            return next(iter(self.topic_turns[-1:] if wanted.first else others), None)
        texts = [
            " ".join((turn.question, turn.topic, *map(text_of, self.articles_of(turn))))
            for turn in self.topic_turns
        ]
        best = best_match(wanted.which, texts)
        return None if best is None else self.topic_turns[best]

    def search_of(self, asked: EarlierTurn) -> SearchResponse | None:
        """Return what search made of that turn."""
        turn = repository.find_turn(self._session, asked.id)
        return SearchResponse.model_validate(turn.search) if turn and turn.search else None

    def question_of(self, turn_id: str | None) -> str | None:
        """Return what was typed in another turn of this conversation."""
        turn = repository.find_turn(self._session, turn_id or "")
        return turn.question if turn and turn.conversation_id == self._conversation_id else None


def _list_of(turn: EarlierTurn) -> tuple[str, ...]:
    several = turn.shown.answers if len(turn.shown.answers) > 1 else ()
    return turn.shown.choices or several
