"""Rounds of a knowledge base as it might be, and questions whose right answer is known there.

Fitting needs questions that neither the index nor the encoder has seen: of the sample questions
only those that tuning left out (`knowledge.holdout`) are asked. In each round every article has a
role:

* *base*: indexed with a part of its sample questions, asked some of the rest;
* *runtime*: not in the base, published beside it with one to eight sample questions, asked
  others of its topic and, above all, such as mean the same, as when a curator makes an article
  of one ticket. Those that mean the same as one of its first four are a role of their own,
  *paraphrase*: rare here, they are what the next officer asks;
* *absent*: nowhere, its questions asked all the same: a near miss.

Outside questions are dealt in folds: one is asked, the others teach the scope model. Some runtime
articles' questions teach it as near misses too, for what is asked before an article is published
looks just like one.

The last rounds ask the development questions (`knowledge/evaluation/fit.jsonl`), each once, of the
whole knowledge base: they are the nearest to what officers type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.evaluation.cases import Case, Kind
from knowledge.fitting.scope import OUTSIDE, PREVENTION, fit_scope
from knowledge.glossary import load_glossary
from knowledge.holdout import is_held_out
from knowledge.index.entry import make_entry
from knowledge.index.segments import Base
from knowledge.index.state import State, make_state
from knowledge.models import Article
from knowledge.reading import read_question
from knowledge.signals import Signals, read_signals
from knowledge.text import clean, matching_key

# From this cosine on, two of our sample questions mostly ask the same in other words.
PARAPHRASE: Final = 0.7
ROUNDS: Final = 9
_FOLDS: Final = 4
_RUNTIME_SHARE: Final = 0.2
_ABSENT_SHARE: Final = 0.2
_RUNTIME_QUESTIONS: Final = (1, 1, 1, 2, 2, 3, 4, 5, 6, 8)  # one drawn; most come of one ticket
_FEW: Final = 4
_ASKED_BASE: Final = 5
_ASKED_RUNTIME: Final = 6
_ASKED_ALIKE: Final = 6
_ASKED_ABSENT: Final = 10
# In every second round base articles have fewer questions than were written for them: officers'
# own words are further from the sample questions than those are from each other.
_THINNED_TO: Final = (5, 25)
_ROLES: Final = {
    Kind.answerable: "dev",
    Kind.near_miss: "near_miss",
    Kind.out_of_scope: "out_of_scope",
    Kind.small_talk: "small_talk",
    Kind.organisational: "hub",
    Kind.urgent: "hub",
}


@dataclass(frozen=True, slots=True)
class OutsideQuestion:
    """A question nothing here answers; kind is near_miss, out_of_scope or small_talk."""

    question: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question in one round. `right` are the entry numbers of its articles, if any."""

    round: int
    role: str  # dev, base, runtime, paraphrase, absent, near_miss, out_of_scope, small_talk, hub
    signals: Signals
    right: tuple[int, ...]
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
    development: Sequence[Case],
    encoder: Encoder,
    rounds: int = ROUNDS,
    seed: int = 20261123,
) -> Iterator[Asked]:
    """Every question asked, round after round; the same ones for the same seed."""
    random = np.random.default_rng(seed)
    for number in range(rounds):
        yield from _ask(_deal(number, articles, outside, encoder, random), encoder)
    yield from _ask_development(rounds, articles, outside, development, encoder, random)


def _ask_development(
    first_round: int,
    articles: Sequence[Article],
    outside: Sequence[OutsideQuestion],
    development: Sequence[Case],
    encoder: Encoder,
    random: np.random.Generator,
) -> Iterator[Asked]:
    """A fold a round: what is asked in one teaches the scope of the others."""
    state = _state(articles, [], encoder)
    numbers = {entry.article.slug: n for n, entry in enumerate(state.entries)}
    fold = random.integers(_FOLDS, size=len(development))
    for number in range(_FOLDS):
        others = [case for case, f in zip(development, fold, strict=True) if f != number]
        scope = _scope(articles, [*outside, *outside_of(others)], [], encoder)
        deal = _Round(first_round + number, state, scope, (), (), (), ())
        for case, f in zip(development, fold, strict=True):
            if f == number:
                right = tuple(numbers[slug] for slug in case.expect if slug in numbers)
                taught = state.question_counts[right[0]] if right else 0
                yield _asked(deal, _ROLES[case.kind], case.question, right, int(taught), encoder)


def outside_of(development: Sequence[Case]) -> list[OutsideQuestion]:
    """The development questions of another service, and the near misses."""
    return [OutsideQuestion(c.question, str(c.kind)) for c in development if c.kind in OUTSIDE]


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
    poisoned = [indexed for indexed, _ in runtime]
    spared = [
        _without(article, asked)
        for article, (_, asked) in zip(order[absent_end:], base, strict=True)
    ]
    return _Round(
        number=number,
        state=_state([a for a, _ in base], [a for a, _ in runtime], encoder),
        scope=_scope(spared, taught, poisoned, encoder),
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
                right = (numbers[indexed.slug],)
                yield _asked(deal, role, question, right, taught, encoder)
    for article in deal.absent:
        for question in _unseen(article.sample_questions)[:_ASKED_ABSENT]:
            yield _asked(deal, "absent", question, (), 0, encoder)
    for outside in deal.outside:
        yield _asked(deal, outside.kind, outside.question, (), 0, encoder)


def _asked(
    deal: _Round, role: str, question: str, right: tuple[int, ...], taught: int, encoder: Encoder
) -> Asked:
    reading = read_question(clean(question), deal.state, load_glossary())
    vector = encoder.encode([reading.text])[0]
    signals = read_signals(deal.state, vector, reading)
    log_odds = deal.scope[:, :-1] @ vector + deal.scope[:, -1]
    scope = (float(log_odds[0]), float(log_odds[1]))
    likeness = float(signals.best[list(right)].max(initial=0.0))
    if role == "runtime" and taught <= _FEW and likeness >= PARAPHRASE:
        role = "paraphrase"
    return Asked(deal.number, role, signals, right, scope, taught, likeness)


def _split_base(
    article: Article, random: np.random.Generator, thin: tuple[int, int] | None
) -> tuple[Article, Article]:
    """The article with the questions to index, and with a few unseen ones to ask."""
    questions = _distinct(article, random)
    asked = _unseen(questions)[:_ASKED_BASE]
    indexed = [question for question in questions if question not in asked]
    if thin:
        indexed = indexed[: int(random.integers(*thin))]
    return _with(article, indexed), _with(article, asked)


def _split_runtime(
    article: Article, random: np.random.Generator, encoder: Encoder
) -> tuple[Article, Article]:
    """The article as published from a ticket: as often as not its title is what was asked."""
    questions = _distinct(article, random)
    count = int(random.choice(_RUNTIME_QUESTIONS))
    indexed = _with(article, questions[:count])
    if random.random() < 0.5 and questions:  # drawn in any case: the other draws stay the same
        indexed = replace(indexed, title=questions[0])
    rest = _unseen(questions[count:])
    if not rest:
        return indexed, _with(article, ())
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


def _without(article: Article, asked: Article) -> Article:
    """What can teach the scope: not what is asked, though it be too thinned to be indexed."""
    taken = frozenset(asked.sample_questions)
    return _with(article, [q for q in article.sample_questions if q not in taken])


def _unseen(questions: Sequence[str]) -> list[str]:
    return [question for question in questions if is_held_out(question)]


def _state(base: Sequence[Article], runtime: Sequence[Article], encoder: Encoder) -> State:
    made = Base.build([make_entry(article, encoder) for article in base], encoder.dim)
    entries = (*made.entries, *(make_entry(article, encoder) for article in runtime))
    return make_state(made, {entry.article.slug: entry for entry in entries}, "simulation")


def _scope(
    ours: Sequence[Article],
    outside: Sequence[OutsideQuestion],
    poisoned: Sequence[Article],
    encoder: Encoder,
) -> Vectors:
    texts = [(clean(q), PREVENTION) for a in ours for q in _unseen(a.sample_questions)]
    texts += [(clean(q.question), OUTSIDE[q.kind]) for q in outside]
    texts += [(clean(q), OUTSIDE["near_miss"]) for a in poisoned for q in a.sample_questions]
    vectors = encoder.encode([text for text, _ in texts])
    return fit_scope(vectors, [label for _, label in texts])
