"""What the encoder is shown: batches of questions of neighbouring topics, passages, outsiders."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.encoder.protocol import Encoder
from knowledge.holdout import is_held_out
from knowledge.index.entry import passage_texts, question_texts
from knowledge.models import Article
from knowledge.text import clean

TOPICS: Final = 16  # a batch
QUESTIONS: Final = 2  # a topic
PASSAGES: Final = 8  # of the first topics drawn; they are long, so they cost the most
OUTSIDERS: Final = 6  # questions of no topic, which every question is to be unlike
_COMPANIONS: Final = 3  # topics drawn beside a chance one, from its nearest: the hard negatives
_NEAREST: Final = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts side by side: `TOPICS * QUESTIONS` questions, PASSAGES passages, the outsiders.

    `topics` numbers the topic of each question, and `passage_topics` of each passage.
    """

    questions: tuple[str, ...]
    topics: tuple[int, ...]
    passages: tuple[str, ...]
    passage_topics: tuple[int, ...]
    outsiders: tuple[str, ...]


class Lessons:
    """The batches for a number of steps; the same ones for the same input and seed."""

    def __init__(
        self, articles: Sequence[Article], outside: Sequence[str], plain: Encoder, seed: int
    ) -> None:
        """`plain` is the encoder before tuning: it says which topics are neighbours."""
        self._random = random.Random(seed)
        self.questions = taught_questions(articles)
        self._passages = [passage_texts(article) for article in articles]
        self._outside = [clean(text) for text in outside if not is_held_out(text)]
        self._neighbours = _neighbours(self.questions, plain)
        self._decks: list[list[str]] = [[] for _ in articles]

    @property
    def count(self) -> int:
        """The number of questions there are to learn from."""
        return sum(map(len, self.questions))

    def batches(self, steps: int) -> Iterator[Batch]:
        """So many batches, each over TOPICS different topics."""
        for _ in range(steps):
            topics = self._draw_topics()
            yield Batch(
                questions=tuple(q for topic in topics for q in self._deal(topic)),
                topics=tuple(topic for topic in topics for _ in range(QUESTIONS)),
                passages=tuple(self._random.choice(self._passages[t]) for t in topics[:PASSAGES]),
                passage_topics=tuple(topics[:PASSAGES]),
                outsiders=tuple(self._random.sample(self._outside, OUTSIDERS)),
            )

    def _draw_topics(self) -> list[int]:
        drawn: list[int] = []
        while len(drawn) < min(TOPICS, len(self.questions)):
            first = self._random.randrange(len(self.questions))
            nearest = self._neighbours[first]
            company = self._random.sample(nearest, min(_COMPANIONS, len(nearest)))
            drawn += [topic for topic in (first, *company) if topic not in drawn]
        return drawn[:TOPICS]

    def _deal(self, topic: int) -> list[str]:
        """The next questions of the topic: every one is seen before any is seen again."""
        deck = self._decks[topic]
        if len(deck) < QUESTIONS:
            deck[:] = self.questions[topic]
            self._random.shuffle(deck)
        return [deck.pop() for _ in range(min(QUESTIONS, len(deck)))]


def taught_questions(articles: Sequence[Article]) -> list[list[str]]:
    """The sample questions that tuning may see, a list an article."""
    return [
        [text for text in question_texts(article) if not is_held_out(text)] for article in articles
    ]


def questions_sha256(questions: Sequence[Sequence[str]]) -> str:
    """A hash in hex over every question learned from."""
    return hashlib.sha256("\n".join(q for qs in questions for q in qs).encode()).hexdigest()


def _neighbours(questions: Sequence[Sequence[str]], plain: Encoder) -> list[list[int]]:
    centres = np.stack([plain.encode(texts).mean(axis=0) for texts in questions])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    alike = centres @ centres.T
    np.fill_diagonal(alike, -np.inf)
    return [np.argsort(-row)[:_NEAREST].tolist() for row in alike]
