"""Questions asked of what is published and of what might be, side by side, before it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.encoder.protocol import Encoder
from knowledge.index.state import State
from knowledge.models import SearchResult
from knowledge.vectors import CachedEncoder
from knowledge.view import View

_LIMIT = 3  # of a ranking: as many as an officer may be shown


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What each question finds `before` and `after`, in the order they were given.

    `published` has the content hash of every article that `before` was asked of, by slug: while
    that is what is published, the comparison holds.
    """

    published: Mapping[str, str]
    before: tuple[SearchResult, ...]
    after: tuple[SearchResult, ...]


class Rehearsals:
    """Asks, and remembers what costs: the vectors of questions, and what the present view says.

    The vectors are those of questions that are asked again and again, so their number is bounded
    by who decides what these are. May be used from any thread.
    """

    def __init__(self, encoder: Encoder) -> None:
        """`encoder` is that of the views."""
        self._encoder = CachedEncoder(encoder)
        self._asking = threading.Lock()
        self._state: State | None = None
        self._said: dict[str, SearchResult] = {}

    def of(self, view: View, candidate: View, questions: Sequence[str]) -> Rehearsal:
        """What `questions` find in both. One at a time: a second caller finds all remembered."""
        with self._asking:
            before = self._present(view, questions)
        after = candidate.encoded_by(self._encoder)
        return Rehearsal(
            published={s: e.content_hash for s, e in view.state.published.items()},
            before=before,
            after=tuple(after.search(question, _LIMIT) for question in questions),
        )

    def _present(self, view: View, questions: Sequence[str]) -> tuple[SearchResult, ...]:
        """By the state itself: a merge changes what is said, though not what is published."""
        if self._state is not view.state:
            self._state, self._said = view.state, {}
        asking = view.encoded_by(self._encoder)
        for question in questions:
            if question not in self._said:
                self._said[question] = asking.search(question, _LIMIT)
        return tuple(self._said[question] for question in questions)
