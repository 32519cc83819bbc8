"""The templates of answers: read by curators, kept by leads."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage, LeadPage
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.portal.forms import field_errors, typed
from api.portal.templating import page
from api.ratelimits import limited
from api.tickets import templates
from api.tickets.schemas import MAX_ANSWER_CHARS
from api.tickets.template_schemas import PLACEHOLDERS, NewTemplate, TemplateShown

router = APIRouter(prefix="/console/answer-templates")
WRITES = [limited("write")]
TemplateId = Annotated[int, Path(ge=1, le=2**31)]
Version = Annotated[int | None, Form(ge=0, le=2**31)]
DONE = {
    "added": "The template is kept.",
    "saved": "The template is saved.",
    "deleted": "The template is deleted.",
}


@router.get("")
def templates_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show every template, and to a lead the form for a new one."""
    return _page(request, session, done=done)


def _page(
    request: Request,
    session: Session,
    *,
    done: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        "console/answer_templates.html",
        status=status,
        templates=templates.templates(session),
        placeholders=PLACEHOLDERS,
        done=DONE.get(done, ""),
        values=values or {},
        errors=errors or {},
        max_chars=MAX_ANSWER_CHARS,
    )


@router.post("", dependencies=WRITES)
def add_template(
    request: Request,
    principal: LeadPage,
    session: WriteSession,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
) -> Response:
    """Keep a new template; what is refused stays in the form."""
    values = {"name": typed(name), "text": typed(text)}

    def add() -> None:
        templates.add_template(session, principal, NewTemplate.model_validate(values))

    refused = _refused(session, add)
    if refused is None:
        return RedirectResponse("/console/answer-templates?done=added", status_code=303)
    return _page(request, session, values=values, errors=refused[1], status=refused[0])


@router.get("/{template_id}")
def template_page(
    template_id: TemplateId, request: Request, principal: LeadPage, session: ReadSession
) -> HTMLResponse:
    """Show one template to change it."""
    return _one(request, templates.template(session, template_id))


def _one(
    request: Request,
    kept: TemplateShown,
    values: Mapping[str, str] | None = None,
    problem: tuple[int, Mapping[str, str]] = (200, {}),
) -> HTMLResponse:
    return page(
        request,
        "console/answer_template.html",
        status=problem[0],
        kept=kept,
        values=values or {"name": kept.name, "text": kept.text},
        placeholders=PLACEHOLDERS,
        errors=problem[1],
        max_chars=MAX_ANSWER_CHARS,
    )


@router.post("/{template_id}", dependencies=WRITES)
def save_template(
    template_id: TemplateId,
    request: Request,
    principal: LeadPage,
    session: WriteSession,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    version: Version = None,
) -> Response:
    """Save the template; what is refused stays in the form."""
    values = {"name": typed(name), "text": typed(text)}

    def save() -> None:
        new = NewTemplate.model_validate(values)
        templates.edit_template(session, principal, template_id, new, version)

    refused = _refused(session, save)
    if refused is not None:
        return _one(request, templates.template(session, template_id), values, refused)
    return RedirectResponse("/console/answer-templates?done=saved", status_code=303)


@router.post("/{template_id}/delete", dependencies=WRITES)
def delete_template(
    template_id: TemplateId, principal: LeadPage, session: WriteSession, version: Version = None
) -> Response:
    """Keep the template no more."""
    templates.delete_template(session, principal, template_id, version)
    return RedirectResponse("/console/answer-templates?done=deleted", status_code=303)


def _refused(session: Session, act: Callable[[], None]) -> tuple[int, dict[str, str]] | None:
    """Do it; return status and what is wrong by field where it is refused, else None."""
    try:
        act()
    except ValidationError as error:
        session.rollback()
        return 422, field_errors(error)
    except Problem as problem:
        if problem.status == 404:
            raise
        session.rollback()
        field = problem.errors[0]["field"] if problem.errors else "text"
        return problem.status, {field: problem.detail}
    return None
