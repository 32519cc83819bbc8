"""The house rules for articles, beyond what a file must have to be read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from knowledge.likeness import alike_articles, alike_questions
from knowledge.models import HEADINGS, Article
from knowledge.text import matching_key, plain

_CITATION: Final = re.compile(r"\[(\d+)\](?!\()")
_SENTENCE_END: Final = re.compile(r"[.!?][)\"'\u201d\u2019]*(?=\s|$)")
# A source that nobody could open is looked at again within this many days.
UNCHECKED_REVIEW_DAYS: Final = 90
ENOUGH_QUESTIONS: Final = 8  # with fewer, the fit says, an article is found less often


class Weight(StrEnum):
    """Whether a finding stops a release."""

    error = "error"
    warning = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one article breaks, in a sentence that says what to do."""

    slug: str
    weight: Weight
    message: str


def check_article(article: Article, known: Collection[str], today: date) -> tuple[Finding, ...]:
    """What `article` breaks, among the slugs `known`, on the day `today`."""
    return (
        *_errors(article, _headings(article)),
        *_errors(article, _summary(article)),
        *_errors(article, _citations(article)),
        *_errors(article, _questions(article)),
        *_errors(article, _unchecked(article, today)),
        *_warnings(article, _related(article, known)),
        *_warnings(article, _review(article, today)),
        *_warnings(article, _few_questions(article)),
    )


def check_articles(articles: Sequence[Article], today: date) -> tuple[Finding, ...]:
    """What each of `articles` breaks, and what two of them dispute."""
    known = {article.slug for article in articles}
    findings = [f for article in articles for f in check_article(article, known, today)]
    for key, claimants in shared_questions(articles):
        others = ", ".join(claimants[1:])
        message = f"the question {key!r} is claimed by {others} too: keep it where it belongs"
        findings.append(Finding(claimants[0], Weight.warning, message))
    for pair in alike_articles(articles):
        message = f"says much the same as {pair.second} ({pair.likeness}): merge them or part them"
        findings.append(Finding(pair.first, Weight.warning, message))
    for alike in alike_questions(articles):
        other = f"{alike.second_question!r} of {alike.second}"
        message = f"asks {alike.first_question!r}, which is nearly {other}"
        findings.append(Finding(alike.first, Weight.warning, message))
    return tuple(findings)


def shared_questions(articles: Sequence[Article]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Questions (titles too) that several articles claim, with their slugs; by question."""
    claims: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for question in (article.title, *article.sample_questions):
            claims[matching_key(question)].add(article.slug)
    shared = [(key, tuple(sorted(slugs))) for key, slugs in claims.items() if len(slugs) > 1]
    return tuple(sorted(shared))


def _headings(article: Article) -> Iterator[str]:
    found = tuple(section.heading for section in article.sections)
    if found != HEADINGS:
        yield f"has the sections {list(found)}; accepted, in this order: {list(HEADINGS)}"
    for section in article.sections:
        if not section.body_markdown:
            yield f"section {section.heading!r} is empty"


def _summary(article: Article) -> Iterator[str]:
    sentences = len(_SENTENCE_END.findall(plain(article.summary)))
    if sentences < 2:
        yield f"the summary has {sentences} sentence(s); accepted: two or more that answer"


def _citations(article: Article) -> Iterator[str]:
    bodies = [article.summary, article.evidence.reason]
    bodies += [section.body_markdown for section in article.sections]
    cited = {int(number) for body in bodies for number in _CITATION.findall(body)}
    count = len(article.sources)
    if not count:
        yield "has no source; every claim rests on one"
    for number in sorted(cited - set(range(1, count + 1))):
        yield f"cites [{number}], but there are {count} source(s)"
    for number in sorted(set(range(1, count + 1)) - cited):
        yield f"source {number} ({article.sources[number - 1].title}) is cited nowhere"


def _questions(article: Article) -> Iterator[str]:
    if not article.sample_questions:
        yield f"has no sample questions; put them in {article.slug}.questions.yml beside it"


def _unchecked(article: Article, today: date) -> Iterator[str]:
    unchecked = [n for n, source in enumerate(article.sources, start=1) if not source.checked]
    latest = today + timedelta(days=UNCHECKED_REVIEW_DAYS)
    if unchecked and article.review_date > latest:
        numbers = ", ".join(f"[{n}]" for n in unchecked)
        yield (
            f"has sources nobody opened ({numbers}) and is due for review on "
            f"{article.review_date}; accepted: {latest} at the latest, or `checked: true`"
        )


def _few_questions(article: Article) -> Iterator[str]:
    count = len(article.sample_questions)
    if 0 < count < ENOUGH_QUESTIONS:
        yield f"has {count} sample question(s); with {ENOUGH_QUESTIONS} or more it is found better"


def _related(article: Article, known: Collection[str]) -> Iterator[str]:
    if article.slug in article.related:
        yield "is related to itself"
    unknown = [slug for slug in article.related if slug not in known]
    if unknown:
        yield f"is related to what has no article (yet): {', '.join(unknown)}"


def _review(article: Article, today: date) -> Iterator[str]:
    if article.review_date < today:
        yield f"was due for review on {article.review_date}"


def _errors(article: Article, messages: Iterator[str]) -> Iterator[Finding]:
    return (Finding(article.slug, Weight.error, message) for message in messages)


def _warnings(article: Article, messages: Iterator[str]) -> Iterator[Finding]:
    return (Finding(article.slug, Weight.warning, message) for message in messages)
