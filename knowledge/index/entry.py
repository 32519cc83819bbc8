"""One article, made ready to be searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.documents import content_hash
from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.models import Article
from knowledge.spelling import count_words
from knowledge.text import clean, excerpt, matching_key, plain, terms


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An article with its vectors and terms.

    A passage is the summary (the first, with heading "") or a section; the title counts as a
    sample question, so there is always at least one of each.
    """

    article: Article
    content_hash: str
    passage_vectors: Vectors  # (1 + sections, dim)
    question_vectors: Vectors  # (distinct questions, title included, dim)
    term_counts: Mapping[str, int]
    word_counts: Mapping[str, int]  # as written, in lower case: what counts as spelled right
    keys: frozenset[str]  # matching keys of the title and the sample questions
    excerpts: tuple[tuple[str, str], ...]  # (heading, plain text) of each passage

    @property
    def length(self) -> int:
        """The number of terms."""
        return sum(self.term_counts.values())


def passage_texts(article: Article) -> list[str]:
    """What is encoded for each passage: it stands alone, so it says what the article is about."""
    summary = f"{article.title} {plain(article.summary)}"
    sections = [
        f"{article.title} {section.heading}. {plain(section.body_markdown)}"
        for section in article.sections
    ]
    return [clean(text) for text in (summary, *sections)]


def question_texts(article: Article) -> list[str]:
    """What is encoded for each sample question: the title first, and no asking twice."""
    texts = (article.title, *article.sample_questions)
    by_key = {matching_key(text): text for text in reversed(texts)}  # the first asking is kept
    return [clean(text) for text in reversed(by_key.values())]


def make_entry(article: Article, encoder: Encoder) -> Entry:
    """`article` made ready, encoding what has to be encoded."""
    passages, questions = passage_texts(article), question_texts(article)
    vectors = encoder.encode([*passages, *questions])
    return assemble_entry(article, vectors[: len(passages)], vectors[len(passages) :])


def assemble_entry(article: Article, passages: Vectors, questions: Vectors) -> Entry:
    """`article` made ready from vectors at hand, in the order of the two functions above."""
    keys = {matching_key(text) for text in (article.title, *article.sample_questions)}
    text = expanded_text(article)
    bodies = [("", article.summary), *((s.heading, s.body_markdown) for s in article.sections)]
    return Entry(
        article=article,
        content_hash=content_hash(article),
        passage_vectors=np.ascontiguousarray(passages),
        question_vectors=np.ascontiguousarray(questions),
        term_counts=Counter(terms(text)),
        word_counts=count_words([text]),
        keys=frozenset(keys - {""}),
        excerpts=tuple((heading, excerpt(body)) for heading, body in bodies),
    )


def expanded_text(article: Article) -> str:
    """The article expanded by its sample questions: the main lever of search by words."""
    texts = [article.title, plain(article.summary), *article.sample_questions]
    texts += [f"{section.heading} {plain(section.body_markdown)}" for section in article.sections]
    return "\n".join(texts)
