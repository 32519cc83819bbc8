"""The article form, there and back."""

import asyncio
from datetime import date

import pytest
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request

from api.articles.schemas import ArticleContent
from api.console.article_form import (
    FormValues,
    SectionRow,
    SourceRow,
    form_errors,
    from_content,
    posted,
    problem_errors,
    to_content,
)
from api.errors import Problem
from knowledge.models import HEADINGS

VALUES = FormValues(
    title="How do we stop it?",
    summary="Close the gaps [1].",
    grade="promising",
    reason="One force.",
    owner="Neighbourhood lead",
    review_date="2027-05-31",
    group="problem-types",
    problem_type="rural",
    related="other-article",
    questions="how do we stop it\nwhat works",
    stages=("response",),
    objectives=("work-with-stakeholders",),
    sections=(SectionRow("What to do", "1. Look."),),
    sources=(
        SourceRow("College", "Guide", "https://example.org", "2015-03", True),
        SourceRow("Office", "Law"),
    ),
)


def request_with(fields: list[tuple[str, str]]) -> Request:
    """Return a request whose form is these fields."""
    request = Request({"type": "http", "method": "POST", "headers": []})
    request._form = FormData(fields)
    return request


def errors_of(values: FormValues) -> dict[str, str]:
    """Return what the form says of these values."""
    with pytest.raises(ValidationError) as caught:
        to_content(values)
    return form_errors(caught.value)


class TestToContent:
    """Values become content."""

    def test_there_and_back(self):
        """Nothing is lost either way."""
        content = to_content(VALUES)
        assert isinstance(content, ArticleContent)
        assert content.review_date == date(2027, 5, 31)
        assert content.sample_questions == ["how do we stop it", "what works"]
        assert (content.sources[0].as_of, content.sources[0].checked) == ("2015-03", True)
        assert (content.sources[1].url, content.sources[1].as_of) == (None, None)
        assert content.sources[1].checked is False
        assert from_content(content) == VALUES


class TestFormErrors:
    """What is wrong stands at its field."""

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"title": " "}, "title", "title"),
            ({"grade": "magic"}, "grade", "accepted"),
            ({"review_date": "soon"}, "review_date", "31 May"),
            ({"problem_type": "magic"}, "problem_type", "accepted"),
            ({"stages": ()}, "stages", "at least one"),
            ({"group": "Not A Slug"}, "group", "hyphens"),
            ({"questions": "x" * 301}, "questions", "300"),
            ({"summary": "a\x00b"}, "summary", "NUL"),
            ({"summary": "## Heading"}, "summary", "heading"),
            ({"sources": (SourceRow("P", "T", "javascript:x"),)}, "url-0", "https://"),
            ({"sources": (SourceRow("P", "T", as_of="recent"),)}, "as-of-0", "2015-03"),
            ({"sources": (SourceRow("P", "T", as_of="2015-13"),)}, "as-of-0", "that there is"),
            ({"sources": (SourceRow("P"),)}, "source-title-0", "empty"),
            ({"sections": (SectionRow("", "text"),)}, "heading-0", "empty"),
        ],
    )
    def test_by_field(self, changes: dict[str, object], field: str, words: str):
        """In words that say what to do."""
        values = FormValues(**{**vars(VALUES), **changes})  # type: ignore[arg-type]
        found = errors_of(values)
        assert list(found) == [field]
        assert words in found[field]


class TestProblemErrors:
    """A refusal of the service stands at the form's field too."""

    def test_by_the_names_of_the_content(self):
        """Nested names and rows included."""
        rows = [
            {"field": "evidence.grade", "message": "say how strong the evidence is"},
            {"field": "sections.1.body_markdown", "message": "write it or take it out"},
            {"field": "sample_questions", "message": "write at least one question"},
        ]
        assert problem_errors(Problem(422, "not_ready", "no", errors=rows)) == {
            "grade": "Say how strong the evidence is.",
            "body-1": "Write it or take it out.",
            "questions": "Write at least one question.",
        }

    def test_about_the_whole(self):
        """Without a field it is said all the same."""
        assert problem_errors(Problem(409, "x", "Not now.")) == {"title": "Not now."}


class TestPosted:
    """What a browser posts."""

    def test_blank_rows_are_left_out_and_line_ends_put_back(self):
        """Spare rows that nobody filled are nothing."""
        fields = [
            ("summary", "a\r\nb"),
            ("heading-0", "What to do"),
            ("body-0", "x"),
            ("heading-1", "When not to"),
            ("body-1", " "),
            ("publisher-0", ""),
            ("source-title-0", ""),
            ("url-0", ""),
            ("checked-0", "yes"),
            ("publisher-1", "P"),
            ("source-title-1", "T"),
            ("url-1", ""),
            ("as-of-1", "2015"),
            ("checked-1", "yes"),
            ("stages", "response"),
            ("stages", "analysis"),
        ]
        values = asyncio.run(posted(request_with(fields)))
        assert values.summary == "a\nb"
        assert values.sections == (SectionRow("What to do", "x"),)
        assert values.sources == (SourceRow("P", "T", "", "2015", True),)
        assert values.stages == ("response", "analysis")


class TestWithSpareRows:
    """The form offers room."""

    def test_every_usual_section_once(self):
        """Those that are written keep their place; the others follow."""
        headings = [row.heading for row in VALUES.with_spare_rows().sections]
        assert headings[0] == "What to do"
        assert sorted(headings) == sorted(HEADINGS)
        assert VALUES.with_spare_rows().sources[-1].is_blank
