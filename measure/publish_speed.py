"""How long it takes from publishing an article until a search has found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from rich.table import Table

from knowledge import Article, Encoder
from knowledge.encoder.protocol import Vectors
from measure.search_speed import Library
from measure.timing import Times, took_ms

TIMES: Final = 5
_QUESTIONS: Final = (8, 40)  # of a new article: what a curator writes, and what a topic came with


class ClockedEncoder:
    """An encoder that knows how long it has worked."""

    def __init__(self, inner: Encoder) -> None:
        """It has not worked yet."""
        self._inner = inner
        self.worked_ms = 0.0

    @property
    def source_hash(self) -> str:
        """The inner one's."""
        return self._inner.source_hash

    @property
    def dim(self) -> int:
        """The inner one's."""
        return self._inner.dim

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode as the inner one does."""
        found: list[Vectors] = []
        self.worked_ms += took_ms(lambda: found.append(self._inner.encode(texts)))
        return found[0]


@dataclass(frozen=True, slots=True)
class PublishTimes:
    """From the call until a search has found the article; `encode` is part of `whole`."""

    library: Library
    published: str
    whole: Times
    encode: Times


def new_article(original: Article, number: int, questions: int) -> Article:
    """`original` under another name, no text of it encoded before."""
    return replace(
        original,
        slug=f"{original.slug}-bench-{number}",
        title=f"{original.title} Case {number}",
        sample_questions=tuple(f"{q} {number}" for q in original.sample_questions[:questions]),
    )


def time_publishing(
    library: Library, articles: Sequence[Article], encoder: ClockedEncoder
) -> list[PublishTimes]:
    """Publish new articles after `articles`, find each, and withdraw it again.

    `encoder` is the one that the library's searcher uses. Raises RuntimeError if an article is
    not found first by its own title.
    """
    found = []
    for questions in _QUESTIONS:
        whole, encode = [], []
        for number in range(TIMES):
            article = new_article(articles[number * 7 % len(articles)], number, questions)
            worked_ms = encoder.worked_ms
            whole.append(took_ms(partial(_publish_and_find, library, article)))
            encode.append(encoder.worked_ms - worked_ms)
            library.searcher.withdraw(article.slug)
        name = f"a new article, {questions} sample questions"
        found.append(PublishTimes(library, name, Times(whole), Times(encode)))
    return found


def _publish_and_find(library: Library, article: Article) -> None:
    library.searcher.publish(article)
    hits = library.searcher.search(article.title).hits
    if not hits or hits[0].slug != article.slug:
        raise RuntimeError(f"{article.slug} was published and is not found")


def publish_table(rows: Sequence[PublishTimes]) -> tuple[Table, bool]:
    """The table, and whether every bound holds."""
    table = Table("publish to found", "p50 ms", "slowest ms", "encoder ms", "rest ms", "bound ms")
    for row in rows:
        table.add_row(
            f"{row.library.name}, {row.published}",
            f"{row.whole.p50:.0f}",
            f"{max(row.whole.each):.0f}",
            f"{row.encode.p50:.0f}",
            f"{row.whole.p50 - row.encode.p50:.0f}",
            f"{row.library.publish_within_ms:.0f}",
        )
    return table, all(row.whole.p50 <= row.library.publish_within_ms for row in rows)
