"""The article form: content as field values, and posted values as content."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData

from api.articles.schemas import ArticleContent
from api.errors import Problem
from api.portal.forms import sentence, typed
from knowledge.models import HEADINGS

SPARE_SOURCES = 2
PLAIN_FIELDS = ("title", "summary", "grade", "reason", "owner", "review_date", "problem_type",
                "group", "related", "questions")  # fmt: skip
# part and field of a row in the content -> the name of its field in the form, without the number
ROW_FIELDS: Final[dict[tuple[str, str], str]] = {
    ("sections", "heading"): "heading",
    ("sections", "body_markdown"): "body",
    ("sources", "publisher"): "publisher",
    ("sources", "title"): "source-title",
    ("sources", "url"): "url",
    ("sources", "as_of"): "as-of",
    ("sources", "checked"): "checked",
}
TICKED = "yes"
FORM_NAMES = {"sample_questions": "questions", "sections": "body-0", "sources": "publisher-0"}

NOTHING_GIVEN = frozenset({"string_too_short", "too_short", "missing"})
WORDS: Final[dict[tuple[str, str], str]] = {
    ("title", "string_too_short"): "Give the article a title.",
    ("stages", "too_short"): "Choose at least one stage.",
    ("group", "string_pattern_mismatch"): "Use small letters, digits and hyphens only.",
    ("related", "string_pattern_mismatch"): "Give short names as in an article’s address.",
    ("url", "string_pattern_mismatch"): "An address begins with https:// and has no spaces.",
    ("as-of", "string_pattern_mismatch"): "Give a year, month or day: 2015, 2015-03 or 2015-03-01.",
    ("as-of", "value_error"): "Give a year, month or day that there is, such as 2015-03-01.",
    ("review_date", "date_from_datetime_parsing"): "Give a date, such as 31 May 2027.",
}


@dataclass(frozen=True)
class SectionRow:
    """One section as it stands in the form."""

    heading: str
    body: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written for it."""
        return not self.body.strip() and (not self.heading.strip() or self.heading in HEADINGS)


@dataclass(frozen=True)
class SourceRow:
    """One source as it stands in the form."""

    publisher: str = ""
    title: str = ""
    url: str = ""
    as_of: str = ""
    checked: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written for it."""
        return not (self.publisher + self.title + self.url + self.as_of).strip()


@dataclass(frozen=True)
class FormValues:
    """Every field of the form as text; `related` and `questions` have one a line."""

    title: str = ""
    summary: str = ""
    grade: str = ""
    reason: str = ""
    owner: str = ""
    review_date: str = ""
    group: str = ""
    problem_type: str = ""
    related: str = ""
    questions: str = ""
    stages: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()

    def with_spare_rows(self) -> "FormValues":
        """Return the values with every usual section and a few empty sources at the end."""
        there = {row.heading for row in self.sections}
        usual = tuple(SectionRow(heading) for heading in HEADINGS if heading not in there)
        return replace(
            self,
            sections=self.sections + usual,
            sources=self.sources + (SourceRow(),) * SPARE_SOURCES,
        )


def from_content(content: ArticleContent) -> FormValues:
    """Return an article's content as field values."""
    return FormValues(
        title=content.title,
        summary=content.summary,
        grade=content.evidence.grade or "",
        reason=content.evidence.reason,
        owner=content.owner,
        review_date=content.review_date.isoformat() if content.review_date else "",
        group=content.group,
        problem_type=content.problem_type,
        related="\n".join(content.related),
        questions="\n".join(content.sample_questions),
        stages=tuple(content.stages),
        objectives=tuple(content.objectives),
        sections=tuple(SectionRow(row.heading, row.body_markdown) for row in content.sections),
        sources=tuple(
            SourceRow(row.publisher, row.title, row.url or "", row.as_of or "", row.checked)
            for row in content.sources
        ),
    )


async def posted(request: Request) -> FormValues:
    """Return what was posted, as typed; rows in which nothing was written are left out."""
    form = await request.form()
    plain = {name: _text(form, name) for name in PLAIN_FIELDS}
    sections = (
        SectionRow(_text(form, f"heading-{row}"), _text(form, f"body-{row}"))
        for row in _rows(form, "body")
    )
    sources = (_source(form, row) for row in _rows(form, "publisher"))
    return FormValues(
        **plain,
        stages=_many(form, "stages"),
        objectives=_many(form, "objectives"),
        sections=tuple(row for row in sections if not row.is_blank),
        sources=tuple(row for row in sources if not row.is_blank),
    )


def _source(form: FormData, row: int) -> SourceRow:
    return SourceRow(
        publisher=_text(form, f"publisher-{row}"),
        title=_text(form, f"source-title-{row}"),
        url=_text(form, f"url-{row}"),
        as_of=_text(form, f"as-of-{row}"),
        checked=_text(form, f"checked-{row}") == TICKED,
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return typed(value) if isinstance(value, str) else ""


def _many(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(value for value in form.getlist(name) if isinstance(value, str))


def _rows(form: FormData, name: str) -> Iterable[int]:
    for row in count():
        if f"{name}-{row}" not in form:
            return
        yield row


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def to_content(values: FormValues) -> ArticleContent:
    """Return the values as content; ValidationError says what is not accepted."""
    return ArticleContent.model_validate(
        {
            "title": values.title,
            "summary": values.summary,
            "sections": [
                {"heading": row.heading, "body_markdown": row.body} for row in values.sections
            ],
            "evidence": {"grade": values.grade or None, "reason": values.reason},
            "stages": list(values.stages),
            "problem_type": values.problem_type,
            "objectives": list(values.objectives),
            "owner": values.owner,
            "review_date": values.review_date or None,
            "group": values.group,
            "sources": [
                {
                    "publisher": row.publisher,
                    "title": row.title,
                    "url": row.url.strip() or None,
                    "as_of": row.as_of.strip() or None,
                    "checked": row.checked,
                }
                for row in values.sources
            ],
            "related": _lines(values.related),
            "sample_questions": _lines(values.questions),
        }
    )


def form_errors(error: ValidationError) -> dict[str, str]:
    """Return what is not accepted, by the name of the form's field."""
    found: dict[str, str] = {}
    for row in error.errors():
        name = form_name(row["loc"])
        found.setdefault(name, _words(name, row["type"], row.get("ctx", {})))
    return found


def form_name(loc: tuple[int | str, ...]) -> str:
    """Return the form's name of a place in the content."""
    match loc:
        case ("evidence", str(name)):
            return name
        case (str(part), int(row), str(name)) if (part, name) in ROW_FIELDS:
            return f"{ROW_FIELDS[part, name]}-{row}"
        case (str(part), *_):
            return FORM_NAMES.get(part, part)
        case _:
            return "title"


def problem_errors(problem: Problem) -> dict[str, str]:
    """Return a refusal by the form's fields that it names; one about the whole is at the title."""
    found: dict[str, str] = {}
    for row in problem.errors:
        loc = tuple(int(part) if part.isdecimal() else part for part in row["field"].split("."))
        message = row["message"][:1].upper() + row["message"][1:]
        found.setdefault(form_name(loc), f"{message}.")
    return found or {"title": problem.detail}


def _words(name: str, kind: str, context: Mapping[str, object]) -> str:
    field = re.sub(r"-\d+$", "", name)
    if (field, kind) in WORDS:
        return WORDS[field, kind]
    return "This must not be empty." if kind in NOTHING_GIVEN else sentence(kind, context)
