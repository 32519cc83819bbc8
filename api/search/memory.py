"""The in-memory twin of search: no encoder, no files, the same promises. For tests and trials."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from api.search.schemas import SearchResponse
from api.search.service import search_unavailable
from knowledge import (
    Article,
    Hit,
    Nearby,
    NearPassage,
    Outcome,
    Rehearsal,
    SearchResult,
    Vectors,
    content_hash,
)
from knowledge.nearness import NEAR_PASSAGE, contradictions

ANSWERED_FROM = 0.5
CHOICES_FROM = 0.25
REHEARSED = 3
DIM = 256
_WORD = re.compile(r"[a-z0-9]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


class InMemorySearch:
    """Ranks by shared words with the nearest sample question or title.

    `ready` may be set False by a test to have search unavailable.
    """

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        """Have `articles` found."""
        self.articles = {article.slug: article for article in articles}
        self.ready = True

    def open(self) -> None:
        """Nothing has to be loaded."""

    def close(self) -> None:
        """Nothing is running."""

    def sync(self, articles: Iterable[Article]) -> None:
        """Have exactly `articles` found."""
        self.articles = {article.slug: article for article in articles}

    def likeness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the share of common words."""
        if not self.ready:
            raise search_unavailable()
        asked = _words(text)
        return [len(asked & _words(other)) / (len(asked | _words(other)) or 1) for other in others]

    @property
    def encoder_hash(self) -> str | None:
        """The name of this way of reading words."""
        return "in-memory" if self.ready else None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return the words of each text, each at a place of its own."""
        if not self.ready:
            raise search_unavailable()
        found: Vectors = np.zeros((len(texts), DIM), np.float32)
        for row, text in enumerate(texts):
            for word in _words(text):
                found[row, zlib.crc32(word.encode()) % DIM] = 1
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1)
        return found

    def nearby(self, article: Article) -> Nearby:
        """Return what shares its words, and sentences that disagree with the real one's rules."""
        if not self.ready:
            raise search_unavailable()
        others = [other for other in self.articles.values() if other.slug != article.slug]
        own = _words(article.summary)
        alike = [(_share(own, _words(other.summary)), other) for other in others]
        near = [
            NearPassage(other.slug, other.title, "", "", share)
            for share, other in alike
            if share >= NEAR_PASSAGE
        ]
        return Nearby(tuple(near), contradictions(article, others))

    def publish(self, article: Article) -> None:
        """Have `article` found, and no older version of it."""
        self.articles[article.slug] = article

    def withdraw(self, slug: str) -> None:
        """Have `slug` found no more."""
        self.articles.pop(slug, None)

    def search(self, question: str, limit: int = 3) -> SearchResponse:
        """Return the ranking and a decision by fixed thresholds."""
        if not self.ready:
            raise search_unavailable()
        return SearchResponse.of(_decided(question, self.articles, limit))

    def rehearse(self, questions: Sequence[str], slug: str, article: Article | None) -> Rehearsal:
        """Return what the questions find now and with `article` (None: without `slug`)."""
        if not self.ready:
            raise search_unavailable()
        now = dict(self.articles)
        then = {other: kept for other, kept in now.items() if other != slug}
        if article is not None:
            then[slug] = article
        return Rehearsal(
            published={slug: content_hash(article) for slug, article in now.items()},
            before=tuple(_decided(question, now, REHEARSED) for question in questions),
            after=tuple(_decided(question, then, REHEARSED) for question in questions),
        )


def _decided(question: str, articles: Mapping[str, Article], limit: int) -> SearchResult:
    asked = _words(question)
    hits = sorted(
        (_hit(article, _likeness(asked, article)) for article in articles.values()),
        key=lambda hit: (-hit.score, hit.slug),
    )[:limit]
    best = hits[0].score if hits else 0.0
    if best >= ANSWERED_FROM:
        outcome, served = Outcome.answered, 1
    elif best >= CHOICES_FROM:
        outcome, served = Outcome.choices, min(3, len(hits))
    else:
        outcome, served = Outcome.unanswered, 0
    timings_ms = {"total": 0.0}
    return SearchResult(
        outcome, best, served, tuple(hits), index_version="in-memory", timings_ms=timings_ms
    )


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _likeness(asked: frozenset[str], article: Article) -> float:
    """Return the best share of common words with the title or a sample question, 0 to 1."""
    texts = map(_words, (article.title, *article.sample_questions))
    return max((len(asked & words) / len(asked | words) for words in texts if words), default=0.0)


def _hit(article: Article, score: float) -> Hit:
    return Hit(
        slug=article.slug,
        title=article.title,
        section="",
        excerpt=article.summary,
        score=score,
        evidence=article.evidence,
        review_date=article.review_date,
    )
