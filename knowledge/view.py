"""Search over one state of what is published: what is running, or what might be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

import numpy as np

from knowledge.decision import Decision, decide, with_other_part
from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.failed_tactics import FailedTactics
from knowledge.fit_file import Fit
from knowledge.glossary import Glossary
from knowledge.index.entry import Entry
from knowledge.index.state import State, make_state
from knowledge.models import Hit, Outcome, SearchResult
from knowledge.reading import Reading, read_question
from knowledge.signals import Signals, read_signals
from knowledge.signposts import Signposts
from knowledge.text import clean, matching_key

MAX_LIMIT: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One text, from its words to the decision."""

    reading: Reading
    vector: Vectors
    signals: Signals
    decision: Decision
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One state, and all that search reads it with. Never changes: asked twice, it says the same.

    May be used from any thread, for as long as anyone likes.
    """

    state: State
    encoder: Encoder
    fit: Fit
    signposts: Signposts
    glossary: Glossary
    failed_tactics: FailedTactics

    def with_changes(self, put: Iterable[Entry], taken: Iterable[str], salt: str) -> View:
        """The view if `put` were published and the slugs of `taken` withdrawn. This one stands."""
        published = dict(self.state.published)
        for slug in taken:
            published.pop(slug, None)
        for entry in put:
            published[entry.article.slug] = entry
        return replace(self, state=make_state(self.state.base, published, salt))

    def encoded_by(self, encoder: Encoder) -> View:
        """The same, its questions encoded by another door to the same encoder."""
        return replace(self, encoder=encoder)

    def search(self, question: str, limit: int = 3) -> SearchResult:
        """The ranking for `question`, at most `limit` (1..20) long, and the decision.

        Any text is accepted; one without a word in it is unanswered. One call of the encoder, and
        one more for each part of what reads as two questions.
        """
        state = self.state
        started = perf_counter()
        text = clean(question)
        read = self._read(text)
        decided = perf_counter()
        # a question that one article claims, word for word, asks that one thing
        claimed = len(read.signals.exact) == 1
        asked = () if claimed else read.reading.parts
        parts = [self._read(part).decision for part in asked]
        decision = with_other_part(read.decision, parts)
        known = bool(matching_key(text))
        outcome = decision.outcome if known else Outcome.unanswered
        elsewhere = outcome is Outcome.out_of_scope
        hits = _hits(state, read.signals, decision, min(max(limit, 1), MAX_LIMIT))
        done = perf_counter()
        return SearchResult(
            outcome=outcome,
            confidence=decision.confidence if known else 0.0,
            served=min(decision.served, len(hits)) if known else 0,
            hits=hits,
            index_version=state.index_version,
            timings_ms=read.timings_ms
            | {"parts": (done - decided) * 1e3, "total": (done - started) * 1e3},
            signpost=self.signposts.nearest(read.vector) if elsewhere else None,
        )

    def _read(self, text: str) -> _Read:
        """`text`, which is clean, as it is understood and decided upon by itself."""
        started = perf_counter()
        reading = read_question(text, self.state, self.glossary)
        vector = self.encoder.encode([reading.text])[0]
        encoded = perf_counter()
        signals = read_signals(self.state, vector, reading, self._claimed(text))
        retrieved = perf_counter()
        decision = decide(signals, vector, self.fit)
        timings = {
            "encode": (encoded - started) * 1e3,
            "retrieve": (retrieved - encoded) * 1e3,
            "decide": (perf_counter() - retrieved) * 1e3,
        }
        return _Read(reading, vector, signals, decision, timings)

    def _claimed(self, text: str) -> tuple[int, ...]:
        """Entries that come first whatever the rankers say: whose question it is, word for word,

        or which says that the tactic named in it did not work.
        """
        state = self.state
        claimed = state.claims.get(matching_key(text), ())
        slug = self.failed_tactics.article(text)
        if claimed or slug is None or slug not in state.published:
            return claimed
        numbers: list[int] = np.flatnonzero(state.alive).tolist()
        return tuple(n for n in numbers if state.entries[n].article.slug == slug)


def _hits(state: State, signals: Signals, decision: Decision, limit: int) -> tuple[Hit, ...]:
    hits = []
    for number, score in zip(
        decision.ranking.order[:limit].tolist(),
        decision.ranking.scores[:limit].tolist(),
        strict=True,
    ):
        entry = state.entries[number]
        heading, text = entry.excerpts[int(signals.shown[number])]
        hits.append(
            Hit(
                slug=entry.article.slug,
                title=entry.article.title,
                section=heading,
                excerpt=text,
                score=score,
                evidence=entry.article.evidence,
                review_date=entry.article.review_date,
            )
        )
    return tuple(hits)
