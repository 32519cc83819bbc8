"""Rounds of a knowledge base as it might be, and questions whose right answer is known there.

Fitting needs questions the index has not seen. In each round every article has a role:

* *base*: indexed with a part of its sample questions, asked the rest;
* *runtime*: not in the base, published beside it with one to eight sample questions, asked
  others of its topic and, above all, such as mean the same, as when a curator makes an article
  of one ticket;
* *absent*: nowhere, its questions asked all the same: a near miss.

Outside questions are dealt in folds: one is asked, the others teach the scope model. Some runtime
articles' questions teach it as near misses too, for what is asked before an article is published
looks just like one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.fitting.scope import OUTSIDE, PREVENTION, fit_scope
from knowledge.index.entry import make_entry
from knowledge.index.segments import Base
from knowledge.index.state import State, make_state
from knowledge.models import Article
from knowledge.signals import Signals, read_signals
from knowledge.text import clean, matching_key, terms

ROUNDS: Final = 12
_FOLDS: Final = 4
_RUNTIME_SHARE: Final = 0.2
_ABSENT_SHARE: Final = 0.2
_RUNTIME_QUESTIONS: Final = (1, 1, 1, 2, 2, 3, 4, 5, 6, 8)  # one drawn; most come of one ticket
_ASKED_RUNTIME: Final = 6
_ASKED_ALIKE: Final = 6
_ASKED_ABSENT: Final = 10
# In every second round base articles have fewer questions than were written for them: officers'
# own words are further from the sample questions than those are from each other.
_THINNED_TO: Final = (5, 25)


@dataclass(frozen=True, slots=True)
class OutsideQuestion:
    """A question nothing here answers; kind is near_miss, out_of_scope or small_talk."""

    question: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question in one round. `right` is the entry number of its article, None if absent."""

    round: int
    role: str  # base, runtime, absent, near_miss, out_of_scope, small_talk
    signals: Signals
    right: int | None
    scope: tuple[float, float]
    taught: int  # sample questions its article has in the index
    likeness: float  # cosine to the nearest of them


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    number: int
    state: State
    scope: Vectors
    base: tuple[tuple[Article, Article], ...]  # as indexed, and with the questions to ask
    runtime: tuple[tuple[Article, Article], ...]
    absent: tuple[Article, ...]
    outside: tuple[OutsideQuestion, ...]


def simulate(
    articles: Sequence[Article],
    outside: Sequence[OutsideQuestion],
    encoder: Encoder,
    rounds: int = ROUNDS,
    seed: int = 20261123,
) -> Iterator[Asked]:
    """Every question asked, round after round; the same ones for the same seed."""
    random = np.random.default_rng(seed)
    for number in range(rounds):
        yield from _ask(_deal(number, articles, outside, encoder, random), encoder)


def _deal(
    number: int,
    articles: Sequence[Article],
    outside: Sequence[OutsideQuestion],
    encoder: Encoder,
    random: np.random.Generator,
) -> _Round:
    order = [articles[index] for index in random.permutation(len(articles))]
    runtime_end = max(1, round(_RUNTIME_SHARE * len(order)))
    absent_end = runtime_end + max(1, round(_ABSENT_SHARE * len(order)))
    thin = _THINNED_TO if number % 2 else None
    base = tuple(_split_base(article, random, thin) for article in order[absent_end:])
    runtime = tuple(_split_runtime(article, random, encoder) for article in order[:runtime_end])
    fold = random.integers(_FOLDS, size=len(outside))
    asked = tuple(q for q, f in zip(outside, fold, strict=True) if f == 0)
    taught = [q for q, f in zip(outside, fold, strict=True) if f != 0]
    poisoned = [indexed for indexed, _ in runtime[::4]]
    return _Round(
        number=number,
        state=_state([a for a, _ in base], [a for a, _ in runtime], encoder),
        scope=_scope([a for a, _ in base], taught, poisoned, encoder),
        base=base,
        runtime=runtime,
        absent=tuple(order[runtime_end:absent_end]),
        outside=asked,
    )


def _ask(deal: _Round, encoder: Encoder) -> Iterator[Asked]:
    numbers = {entry.article.slug: n for n, entry in enumerate(deal.state.entries)}
    for role, pairs in (("base", deal.base), ("runtime", deal.runtime)):
        for indexed, asked in pairs:
            taught = len(indexed.sample_questions)
            for question in asked.sample_questions:
                right = numbers[indexed.slug]
                yield _asked(deal, role, question, right, taught, encoder)
    for article in deal.absent:
        for question in article.sample_questions[:: max(1, _step(article, _ASKED_ABSENT))]:
            yield _asked(deal, "absent", question, None, 0, encoder)
    for outside in deal.outside:
        yield _asked(deal, outside.kind, outside.question, None, 0, encoder)


def _asked(
    deal: _Round, role: str, question: str, right: int | None, taught: int, encoder: Encoder
) -> Asked:
    text = clean(question)
    vector = encoder.encode([text])[0]
    signals = read_signals(deal.state, vector, terms(text))
    log_odds = deal.scope[:, :-1] @ vector + deal.scope[:, -1]
    scope = (float(log_odds[0]), float(log_odds[1]))
    likeness = 0.0 if right is None else float(signals.best[right])
    return Asked(deal.number, role, signals, right, scope, taught, likeness)


def _split_base(
    article: Article, random: np.random.Generator, thin: tuple[int, int] | None
) -> tuple[Article, Article]:
    """The article with the questions to index, and with a fold of them to ask."""
    questions = _distinct(article, random)
    cut = -(-len(questions) // _FOLDS)
    indexed = questions[cut:]
    if thin:
        indexed = indexed[: int(random.integers(*thin))]
    return _with(article, indexed), _with(article, questions[:cut])


def _split_runtime(
    article: Article, random: np.random.Generator, encoder: Encoder
) -> tuple[Article, Article]:
    """The article as published from a ticket: as often as not its title is what was asked."""
    questions = _distinct(article, random)
    count = int(random.choice(_RUNTIME_QUESTIONS))
    indexed = _with(article, questions[:count])
    if random.random() < 0.5:
        indexed = replace(indexed, title=questions[0])
    rest = questions[count:]
    likeness = encoder.encode(rest) @ encoder.encode(questions[:count]).T
    nearest_first = [rest[index] for index in np.argsort(-likeness.max(axis=1), kind="stable")]
    asked = dict.fromkeys([*nearest_first[:_ASKED_ALIKE], *rest[:_ASKED_RUNTIME]])
    return indexed, _with(article, tuple(asked))


def _distinct(article: Article, random: np.random.Generator) -> list[str]:
    by_key = {matching_key(question): question for question in article.sample_questions}
    questions = list(by_key.values())
    return [questions[index] for index in random.permutation(len(questions))]


def _with(article: Article, questions: Sequence[str]) -> Article:
    return replace(article, sample_questions=tuple(questions))


def _step(article: Article, wanted: int) -> int:
    return len(article.sample_questions) // wanted


def _state(base: Sequence[Article], runtime: Sequence[Article], encoder: Encoder) -> State:
    made = Base.build([make_entry(article, encoder) for article in base], encoder.dim)
    entries = (*made.entries, *(make_entry(article, encoder) for article in runtime))
    return make_state(made, {entry.article.slug: entry for entry in entries}, "simulation")


def _scope(
    base: Sequence[Article],
    outside: Sequence[OutsideQuestion],
    poisoned: Sequence[Article],
    encoder: Encoder,
) -> Vectors:
    texts = [(clean(q), PREVENTION) for a in base for q in a.sample_questions]
    texts += [(clean(q.question), OUTSIDE[q.kind]) for q in outside]
    texts += [(clean(q), OUTSIDE["near_miss"]) for a in poisoned for q in a.sample_questions]
    vectors = encoder.encode([text for text, _ in texts])
    return fit_scope(vectors, [label for _, label in texts])
