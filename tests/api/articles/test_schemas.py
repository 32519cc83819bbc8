"""An article as the console and the API take and give it: its sources, and when it is ready."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from api.articles.schemas import ArticleContent, SourceContent
from knowledge import Source
from knowledge.rules import UNCHECKED_REVIEW_DAYS
from tests.api.conftest import make_article

TODAY = date(2026, 11, 23)
LATEST = TODAY + timedelta(days=UNCHECKED_REVIEW_DAYS)


def content(**changes: Any) -> ArticleContent:
    """An article fit to publish, as a document, with `changes` made to it."""
    return ArticleContent.of(make_article(**changes))


class TestSourceContent:
    """A source may say what it is as at, and that somebody opened it."""

    @pytest.mark.parametrize("as_of", [None, "2015", "2015-03", "2015-03-01", "2024-02-29"])
    def test_a_year_a_month_or_a_day(self, as_of: str | None) -> None:
        assert SourceContent(publisher="P", title="T", as_of=as_of).as_of == as_of

    @pytest.mark.parametrize("as_of", ["", "15", "March 2015", "2015-13", "2023-02-29", "2015-3"])
    def test_nothing_else(self, as_of: str) -> None:
        with pytest.raises(ValidationError, match="as_of"):
            SourceContent(publisher="P", title="T", as_of=as_of)

    def test_a_document_from_before_there_were_these(self) -> None:
        """It loads, and claims nothing."""
        old = SourceContent.model_validate({"publisher": "P", "title": "T", "url": None})
        assert (old.as_of, old.checked) == (None, False)


class TestOf:
    """There and back nothing is lost."""

    def test_round_trip(self) -> None:
        article = make_article(sources=(Source("P", "T", None, "2015", True), Source("P", "U")))
        assert ArticleContent.of(article).to_article(article.slug) == article


class TestRedactedBy:
    """Free text is redacted; what a source says of itself stays."""

    def test_date_and_check_stay(self) -> None:
        before = content().sources
        after = content().redacted_by(str.upper, str.upper).sources
        assert [row.title for row in after] == [row.title.upper() for row in before]
        assert [(row.url, row.as_of, row.checked) for row in after] == [
            (row.url, row.as_of, row.checked) for row in before
        ]


class TestMissingForPublishing:
    """With a source that nobody opened, the review is due within 90 days."""

    SOURCES = (Source("P", "T", checked=True), Source("P", "U"), Source("P", "V"))

    def test_too_late_names_the_day_and_the_sources(self) -> None:
        late = content(sources=self.SOURCES, review_date=LATEST + timedelta(days=1))
        assert late.missing_for_publishing(TODAY) == [
            (
                "review_date",
                "give a date by 21 February 2027 (within 90 days), or open the sources that "
                "nobody has opened: [2], [3]",
            )
        ]

    def test_on_the_last_day_it_is_ready(self) -> None:
        assert content(sources=self.SOURCES, review_date=LATEST).missing_for_publishing(TODAY) == []

    def test_once_all_are_opened_any_day_will_do(self) -> None:
        assert content(sources=self.SOURCES[:1]).missing_for_publishing(TODAY) == []
