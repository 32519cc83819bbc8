"""Which published passages say nearly what an article's do, and where two articles disagree.

A warning for whoever writes, never a verdict: sentences are compared by their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from knowledge.encoder.protocol import Vectors
from knowledge.index.entry import Entry
from knowledge.models import Article
from knowledge.text import plain, terms

# Of the release's 172 articles three pairs have passages this near, each on one subject from two
# sides; half of all have one of .75.
NEAR_PASSAGE: Final = 0.85
NEAREST: Final = 10
# Of two sentences' words, but numbers and negations, that must be in both. Measured on constructed
# pairs and on the release: see docs/console.md.
SAME_SENTENCE: Final = 0.55
_FEWEST_TERMS: Final = 4
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_MARKER = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_WORDS: Final = {
    word: str(n)
    for n, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), start=1)
} | {"fourteen": "14", "twenty": "20", "thirty": "30", "sixty": "60", "ninety": "90"}  # fmt: skip
_UNITS: Final = (
    "day|week|month|year|hour|minute|second|metre|mile|mph|per cent|percent|%|people|officer|"
    "visit|time|step|case|offence|pound"
)
_FIGURE = re.compile(
    rf"(£\s?)?\b(\d[\d,]*(?:\.\d+)?|{'|'.join(_WORDS)})\b[\s-]*(?:working\s+)?({_UNITS})?",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|don['’]?t|doesn['’]?t|cannot|can['’]?t|won['’]?t|isn['’]?t|aren['’]?t|"
    r"shouldn['’]?t|mustn['’]?t|avoid|without|neither|nor|unlawful|forbidden|refuse|stop)\b",
    re.IGNORECASE,
)

_TRAILING = re.compile(r"[.!?;:]+$")
# "Count plans, not people": what comes after is set against, and turns nothing round.
_CONTRAST = re.compile(
    r",\s+(?:and\s+|but\s+)?not\s+[^,.;:]*$|\bnot (?:just|only)\b|\bno change\b", re.IGNORECASE
)


class Disagreement(StrEnum):
    """In what two nearly identical sentences differ."""

    FIGURES = "figures"
    POLARITY = "polarity"


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage of a published article that is like one of ours: cosine `likeness`."""

    slug: str
    title: str
    heading: str
    own_heading: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence of ours, and one of a published article that seems to say otherwise."""

    kind: Disagreement
    own: str
    slug: str
    title: str
    other: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    terms: frozenset[str]
    figures: Mapping[str, frozenset[str]]  # unit -> the numbers that stand before it
    negated: bool


def near_passages(
    article: Article, own: Vectors, entries: Iterable[Entry], least: float, limit: int
) -> tuple[NearPassage, ...]:
    """Return up to `limit` passages with a cosine of at least `least`, the likest first.

    `own` are the vectors of the article's passages, `(1 + sections, dim)`; its own entry is left
    out. One row an article: its likest.
    """
    headings = ["", *(section.heading for section in article.sections)]
    found = []
    for entry in entries:
        if entry.article.slug == article.slug:
            continue
        likeness = entry.passage_vectors @ own.T
        theirs, ours = np.unravel_index(int(likeness.argmax()), likeness.shape)
        best = float(likeness[theirs, ours])
        if best >= least:
            heading = entry.excerpts[int(theirs)][0]
            row = (entry.article.slug, entry.article.title, heading, headings[int(ours)])
            found.append(NearPassage(*row, round(best, 3)))
    found.sort(key=lambda near: (-near.likeness, near.slug))
    return tuple(found[:limit])


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is near an article among what is published: passages, and sentences that disagree."""

    passages: tuple[NearPassage, ...]
    contradictions: tuple[Contradiction, ...]


def nearby(article: Article, own: Vectors, entries: Sequence[Entry]) -> Nearby:
    """Return the passages at or above NEAR_PASSAGE, and what the NEAREST articles disagree on."""
    near = near_passages(article, own, entries, least=-1.0, limit=NEAREST)
    by_slug = {entry.article.slug: entry.article for entry in entries}
    return Nearby(
        passages=tuple(row for row in near if row.likeness >= NEAR_PASSAGE),
        contradictions=contradictions(article, [by_slug[row.slug] for row in near]),
    )


def contradictions(article: Article, others: Iterable[Article]) -> tuple[Contradiction, ...]:
    """Return the sentences of `others` that nearly repeat one of ours with another figure or a

    "not", in the order of ours.
    """
    ours = _sentences(article)
    found = []
    for other in others:
        if other.slug == article.slug:
            continue
        theirs = _sentences(other)
        for one in ours:
            for two in theirs:
                kind = _disagreement(one, two)
                if kind is not None:
                    row = (kind, one.text, other.slug, other.title, two.text)
                    found.append(Contradiction(*row))
    return tuple(found)


def _disagreement(one: _Sentence, two: _Sentence) -> Disagreement | None:
    shared = len(one.terms & two.terms)
    if shared < SAME_SENTENCE * len(one.terms | two.terms):
        return None
    if one.negated != two.negated:
        return Disagreement.POLARITY
    differ = any(
        one.figures[unit] != two.figures[unit] for unit in one.figures.keys() & two.figures
    )
    return Disagreement.FIGURES if differ else None


def _sentences(article: Article) -> list[_Sentence]:
    texts = [article.summary, *(section.body_markdown for section in article.sections)]
    pieces = (
        sentence
        for text in texts
        for line in text.splitlines()
        for sentence in _SENTENCE_END.split(plain(_MARKER.sub("", line)))
    )
    read = (_read(piece.strip()) for piece in pieces)
    return [sentence for sentence in read if len(sentence.terms) >= _FEWEST_TERMS]


def _read(text: str) -> _Sentence:
    figures: dict[str, set[str]] = {}
    for pounds, number, unit in _FIGURE.findall(text):
        kind = (
            "£" if pounds else unit.lower().replace("percent", "per cent").replace("%", "per cent")
        )
        if kind:
            value = _WORDS.get(number.lower(), number.replace(",", ""))
            figures.setdefault(kind, set()).add(value)
    words = _NEGATION.sub(" ", _FIGURE.sub(r" \3 ", text))
    return _Sentence(
        text=text,
        terms=frozenset(terms(words)),
        figures={unit: frozenset(values) for unit, values in figures.items()},
        negated=len(_NEGATION.findall(_CONTRAST.sub("", _TRAILING.sub("", text)))) % 2 == 1,
    )
