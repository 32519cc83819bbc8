"""The ways of asking for an article, one a row, with who answers each now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.articles import asking, service
from api.articles.asking import AT_ONCE, QuestionAnswered
from api.articles.keys import key_of
from api.articles.publisher import Publisher
from api.articles.schemas import MAX_QUESTIONS, ArticleContent
from api.console.article_editing import DONE
from api.console.article_form_page import OVERTAKEN
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/articles")
SPARE_ROWS = 3
QUESTION_CHARS = 300


@dataclass(frozen=True)
class Posted:
    """The rows as typed, what was pressed (`up-3`, `ask-25`, `save`…) and at which version."""

    rows: tuple[str, ...]
    action: str
    version: int

    @property
    def written(self) -> list[str]:
        """The rows in which something was written."""
        return [row.strip() for row in self.rows if row.strip()]


async def posted(request: Request) -> Posted:
    """Return the form as typed; a dependency."""
    form = await request.form()
    count = sum(name.startswith("question-") for name in form)
    values = (form.get(f"question-{n}") for n in range(min(count, MAX_QUESTIONS + SPARE_ROWS)))
    version = str(form.get("version", ""))
    return Posted(
        rows=tuple(typed(value) if isinstance(value, str) else "" for value in values),
        action=str(form.get("action", "save")),
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )


@router.get("/{slug}/questions")
def questions_page(
    slug: str, request: Request, principal: CuratorPage, session: ReadSession, done: str = ""
) -> HTMLResponse:
    """Show the questions of the newest version."""
    shown = service.get(session, slug)
    rows = Posted(tuple(shown.sample_questions), "", shown.version)
    return _page(request, session, slug, rows, done=DONE.get(done, ""))


@router.post("/{slug}/questions", dependencies=[limited("search")])
def change_questions(
    slug: str,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    form: Annotated[Posted, Depends(posted)],
) -> Response:
    """Move, take out or ask a row, none of which is saved; or save them all as a new version."""
    act, _, where = form.action.partition("-")
    at = int(where) if where.isdecimal() and len(where) < 6 else 0
    if act == "ask":
        return _asked(request, session, slug, form, at)
    if act in ("up", "down", "remove"):
        return _page(request, session, slug, replace(form, rows=_moved(form.rows, act, at)))
    if act == "more":
        return _page(request, session, slug, form, spare=SPARE_ROWS * 4)
    shown = service.get(session, slug)
    try:
        content = ArticleContent.model_validate(
            shown.content().model_dump() | {"sample_questions": form.written}
        )
        with session.begin_nested():  # what is refused leaves no trace
            service.edit(session, principal, slug, content, expected_version=form.version)
    except ValidationError as error:
        return _page(request, session, slug, form, status=422, errors=_errors(error, form))
    except Problem as problem:
        said = OVERTAKEN if problem.status == 412 else problem.detail
        errors = {"question-0": said}
        return _page(request, session, slug, form, status=problem.status, errors=errors)
    return RedirectResponse(f"/console/articles/{slug}/questions?done=saved", status_code=303)


def _errors(error: ValidationError, form: Posted) -> dict[str, str]:
    """Return what is wrong by row; a list that is too long is said at the first."""
    places = [n for n, row in enumerate(form.rows) if row.strip()]
    found: dict[str, str] = {}
    for row in error.errors():
        match row["loc"]:
            case ("sample_questions", int(n)) if n < len(places):
                found[f"question-{places[n]}"] = f"Use at most {QUESTION_CHARS} characters."
            case _:
                found["question-0"] = f"An article takes at most {MAX_QUESTIONS} questions."
    return found


def _moved(rows: tuple[str, ...], act: str, at: int) -> tuple[str, ...]:
    """Return the rows with the one at `at` a place up or down, or gone."""
    changed = list(rows)
    if at >= len(changed):
        return rows
    row = changed.pop(at)
    if act == "up":
        changed.insert(max(at - 1, 0), row)
    elif act == "down":
        changed.insert(at + 1, row)
    return tuple(changed)


def _asked(request: Request, session: Session, slug: str, form: Posted, start: int) -> HTMLResponse:
    """Return the page with who answers the AT_ONCE questions from the one at `start`."""
    batch = [row[:QUESTION_CHARS] for row in form.written[start : start + AT_ONCE]]
    publisher: Publisher = request.app.state.searcher
    shown = service.get(session, slug)
    content = shown.content().model_copy(update={"sample_questions": form.written})
    if not batch:
        return _page(request, session, slug, form)
    try:
        found = asking.who_answers(session, slug, publisher, batch, content)
    except Problem as problem:
        errors = {"question-0": problem.detail}
        return _page(request, session, slug, form, status=problem.status, errors=errors)
    answers = dict(zip(batch, found.items, strict=True))
    following = start + AT_ONCE if start + AT_ONCE < len(form.written) else None
    return _page(request, session, slug, form, answers=answers, following=following)


def _page(
    request: Request,
    session: Session,
    slug: str,
    form: Posted,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    answers: Mapping[str, QuestionAnswered] | None = None,
    following: int | None = None,
    spare: int = SPARE_ROWS,
    done: str = "",
) -> HTMLResponse:
    shown = service.get(session, slug)
    written = form.written
    return page(
        request,
        "console/questions.html",
        status=status,
        article=shown,
        version=form.version,
        rows=[*written, *([""] * min(spare, MAX_QUESTIONS - len(written)))],
        unsaved=written != list(shown.sample_questions),
        flags=_flags(session, slug, written),
        answers=answers or {},
        following=following,
        batch=AT_ONCE,
        errors=errors or {},
        done=done,
    )


def _flags(session: Session, slug: str, rows: list[str]) -> dict[int, str]:
    """Return what is wrong with a row that is there twice, or is another article's."""
    taken = asking.taken_by(session, slug, rows)
    first: dict[str, int] = {}
    flags: dict[int, str] = {}
    for n, row in enumerate(rows):
        key = key_of(row)
        if key in first:
            flags[n] = f"The same as question {first[key] + 1}; it is kept once."
        elif row in taken:
            flags[n] = f"The published article {taken[row]} answers this, word for word."
        first.setdefault(key, n)
    return flags
