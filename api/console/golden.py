"""The pages of golden questions: the list, one to edit, a new one, also of an answered ticket."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.articles import service as articles
from api.articles.golden import service
from api.articles.golden.router import GoldenId
from api.articles.golden.schemas import GoldenContent, GoldenShown, GoldenState, NewGolden
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.identity.roles import Principal
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import service as tickets
from knowledge import GoldenKind

router = APIRouter(prefix="/console/golden")
WRITES = [limited("write")]
PAGE_SIZE: Final = 50
MAX_CHARS: Final = 300
KINDS: Final = {
    GoldenKind.answer: "The article answers it",
    GoldenKind.served: "The article is among those offered",
    GoldenKind.nothing: "Nothing may answer it",
}
DONE: Final = {
    "added": "The golden question is added. It is asked before every publication from now on.",
    "saved": "The golden question is saved.",
    "retired": "The golden question is retired. It is asked no more.",
    "taken-up": "The golden question is asked again.",
}
Words = Annotated[str, Form()]


@router.get("")
def list_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    state: GoldenState = GoldenState.ACTIVE,
    words: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    done: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show the golden questions of one state."""
    return page(
        request,
        "console/golden.html",
        state=state.value,
        words=words,
        golden=service.list_golden(session, state, PAGE_SIZE, after, words=words),
        kinds=KINDS,
        paged=after > 0,
        done=DONE.get(done, ""),
    )


@router.get("/new")
def new_page(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    ticket: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """Show the form of a new one, with an answered ticket's question if one is named."""
    values = {"question": "", "kind": "answer", "article": "", "ticket": ticket}
    if ticket:
        asked = tickets.get(session, principal, ticket)
        if not asked.answer:
            raise Problem(409, "not_answered", f"{ticket} has no answer yet.")
        made = articles.made_from_ticket(session, ticket)
        values |= {"question": asked.question[:MAX_CHARS], "article": made.slug if made else ""}
    return _form(request, None, values)


@router.get("/{golden_id}")
def edit_page(
    golden_id: GoldenId, request: Request, principal: CuratorPage, session: ReadSession
) -> HTMLResponse:
    """Show one golden question."""
    shown = service.get(session, golden_id)
    values = {"question": shown.question, "kind": shown.kind.value}
    values |= {"article": shown.article or "", "ticket": ""}
    return _form(request, shown, values)


def _form(
    request: Request,
    shown: GoldenShown | None,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        "console/golden_form.html",
        status=status,
        shown=shown,
        values=values,
        errors=errors or {},
        kinds=KINDS,
        max_chars=MAX_CHARS,
    )


@router.post("", dependencies=WRITES)
def add(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    question: Words = "",
    kind: Words = "",
    article: Words = "",
    ticket: Words = "",
) -> Response:
    """Add one; what is refused stays in the form."""
    values = {"question": typed(question), "kind": kind, "article": article.strip()}
    return _save(request, principal, session, None, values, ticket, None)


@router.post("/{golden_id}", dependencies=WRITES)
def save(
    golden_id: GoldenId,
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    question: Words = "",
    kind: Words = "",
    article: Words = "",
    version: Annotated[int | None, Form(ge=0)] = None,
) -> Response:
    """Save one; what is refused, or overtaken by somebody else, stays in the form."""
    values = {"question": typed(question), "kind": kind, "article": article.strip()}
    return _save(request, principal, session, golden_id, values, "", version)


def _save(
    request: Request,
    principal: Principal,
    session: Session,
    golden_id: int | None,
    values: dict[str, str],
    ticket: str,
    version: int | None,
) -> Response:
    wanted = "" if values["kind"] == GoldenKind.nothing else values["article"]
    content: dict[str, str | None] = {**values, "article": wanted or None}
    try:
        if golden_id is None:
            new = NewGolden.model_validate(content | {"origin_ticket_ref": ticket or None})
            service.add(session, principal, new)
        else:
            edited = GoldenContent.model_validate(content)
            service.edit(session, principal, golden_id, edited, expected_version=version)
    except ValidationError as error:
        field = str((error.errors()[0]["loc"] or ("article",))[0])
        message = (
            f"Write the question, in up to {MAX_CHARS} characters."
            if field == "question"
            else "Name the article that must be given."
        )
        errors, status = {field if field in values else "article": message}, 422
    except Problem as problem:
        if problem.status == 404:
            raise
        session.rollback()
        rows = {row["field"]: problem.detail for row in problem.errors}
        errors, status = rows or {"question": problem.detail}, problem.status
    else:
        done = "added" if golden_id is None else "saved"
        return RedirectResponse(f"/console/golden?done={done}", status_code=303)
    shown = service.get(session, golden_id) if golden_id is not None else None
    return _form(request, shown, values | {"ticket": ticket}, errors, status)


@router.post("/{golden_id}/retire", dependencies=WRITES)
def retire(golden_id: GoldenId, principal: CuratorPage, session: WriteSession) -> Response:
    """Have it asked no more."""
    service.retire(session, principal, golden_id)
    return RedirectResponse("/console/golden?done=retired", status_code=303)


@router.post("/{golden_id}/take-up", dependencies=WRITES)
def take_up(golden_id: GoldenId, principal: CuratorPage, session: WriteSession) -> Response:
    """Have it asked again."""
    service.take_up(session, principal, golden_id)
    return RedirectResponse("/console/golden?done=taken-up", status_code=303)
