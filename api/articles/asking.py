"""Who answers a question now, and who would with the newest version of an article."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.changing import row_of
from api.articles.documents import read_content
from api.articles.keys import key_of
from api.articles.publisher import Publisher
from api.articles.schemas import ArticleContent
from api.redaction.service import redact
from knowledge import Article, SearchResult

AT_ONCE = 25  # questions of one call: about half a second of search
Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00]*$"),
]


class Asked(BaseModel):
    """Questions to ask of search, each by itself."""

    model_config = ConfigDict(extra="forbid")
    questions: Annotated[list[Question], Field(min_length=1, max_length=AT_ONCE)]


class WhoAnswers(BaseModel):
    """What search does with a question: the outcome, and the first article with its confidence."""

    outcome: str
    confidence: float
    slug: str | None
    title: str | None


class QuestionAnswered(BaseModel):
    """Who answers a question `now`, and `then`: once the newest version is published.

    `then` is None while that version lacks its grade or its review date.
    """

    question: str
    now: WhoAnswers
    then: WhoAnswers | None


class Answers(BaseModel):
    """What became of each question, in the order they were asked."""

    items: list[QuestionAnswered]


def who_answers(
    session: Session,
    slug: str,
    publisher: Publisher,
    questions: list[str],
    content: ArticleContent | None = None,
) -> Answers:
    """Ask the questions of what is published, and of that with the newest version (or `content`).

    Personal data is taken out first. 404 without the article, 503 without search.
    """
    row = row_of(session, slug)
    asked = [redact(question).text for question in questions]
    article = article_of(content or read_content(row), slug)
    found = publisher.rehearse(asked, slug if article else "", article)
    return Answers(
        items=[
            QuestionAnswered(question=question, now=_who(now), then=_who(then) if article else None)
            for question, now, then in zip(asked, found.before, found.after, strict=True)
        ]
    )


def article_of(content: ArticleContent, slug: str) -> Article | None:
    """Return the article that a version would be; None while it lacks grade or review date."""
    try:
        return content.to_article(slug)
    except ValueError:
        return None


def _who(result: SearchResult) -> WhoAnswers:
    first = result.hits[0] if result.hits else None
    return WhoAnswers(
        outcome=str(result.outcome),
        confidence=round(result.confidence, 3),
        slug=first.slug if first else None,
        title=first.title if first else None,
    )


def taken_by(session: Session, slug: str, questions: list[str]) -> dict[str, str]:
    """Return which questions another published article answers word for word, and its slug."""
    keys = {key_of(question): question for question in questions}
    taken = repository.claimed_by_others(session, slug, list(keys))
    return {keys[key]: owner for key, owner in taken.items()}
