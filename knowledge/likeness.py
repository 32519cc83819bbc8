"""Which articles, and which sample questions of different articles, say nearly the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.models import Article
from knowledge.text import plain, terms

# Of the release's 172 articles the likest two, one on a part of the other's subject, have .47, the
# next .41; and of their questions one pair reaches the share below.
ALIKE_ARTICLES: Final = 0.45
ALIKE_QUESTIONS: Final = 0.8
_FEWEST_TERMS: Final = 4  # shorter questions share their words by chance


@dataclass(frozen=True, slots=True)
class AlikeArticles:
    """Two articles whose texts have the cosine `likeness` over weighted terms."""

    first: str
    second: str
    likeness: float


@dataclass(frozen=True, slots=True)
class AlikeQuestions:
    """Sample questions of two articles that are made of nearly the same words."""

    first: str
    first_question: str
    second: str
    second_question: str


def alike_articles(articles: Sequence[Article]) -> tuple[AlikeArticles, ...]:
    """Every pair at or above ALIKE_ARTICLES, the likest first."""
    vectors = _weighted([_text_terms(article) for article in articles])
    pairs = [
        AlikeArticles(articles[i].slug, articles[j].slug, round(likeness, 2))
        for i in range(len(articles))
        for j in range(i)
        if (likeness := _dot(vectors[i], vectors[j])) >= ALIKE_ARTICLES
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.likeness))


def alike_questions(articles: Sequence[Article]) -> tuple[AlikeQuestions, ...]:
    """Every pair of questions of different articles that share ALIKE_QUESTIONS of their terms."""
    asked = [
        (article.slug, question, frozenset(terms(question)))
        for article in articles
        for question in article.sample_questions
    ]
    asked = [row for row in asked if len(row[2]) >= _FEWEST_TERMS]
    return tuple(
        AlikeQuestions(*asked[i][:2], *asked[j][:2])
        for i, j in _candidates([row[2] for row in asked])
        if asked[i][0] != asked[j][0] and _share(asked[i][2], asked[j][2]) >= ALIKE_QUESTIONS
    )


def _text_terms(article: Article) -> Counter[str]:
    texts = [article.title, plain(article.summary)]
    texts += [plain(section.body_markdown) for section in article.sections]
    return Counter(terms("\n".join(texts)))


def _weighted(documents: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Unit vectors of log counts times inverse document frequency."""
    frequency = Counter(term for document in documents for term in document)
    vectors = []
    for document in documents:
        vector = {
            term: (1 + math.log(count)) * math.log(len(documents) / frequency[term])
            for term, count in document.items()
        }
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({term: value / norm for term, value in vector.items()})
    return vectors


def _dot(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return sum(value * second.get(term, 0.0) for term, value in first.items())


def _candidates(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs that can reach the share: they have one of their rarest few terms in common."""
    frequency = Counter(term for terms_ in sets for term in terms_)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, terms_ in enumerate(sets):
        rarest_first = sorted(terms_, key=lambda term: (frequency[term], term))
        needed = len(terms_) - math.ceil(ALIKE_QUESTIONS * len(terms_)) + 1
        earlier: set[int] = set()
        for term in rarest_first[:needed]:
            earlier.update(holders[term])
            holders[term].append(number)
        yield from ((number, other) for other in sorted(earlier))


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)
