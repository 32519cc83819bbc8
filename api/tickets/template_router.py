"""Templates of answers over HTTP: read by curators, kept by leads."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access import Curator, Lead, scoped
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.identity.roles import ScopeArea
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited
from api.tickets import templates
from api.tickets.template_schemas import FilledTemplate, NewTemplate, TemplateShown

router = APIRouter(
    prefix="/v1/answer-templates",
    tags=["tickets"],
    responses=PROBLEM_RESPONSES,
    dependencies=[scoped(ScopeArea.TICKETS)],
)
WRITES = [limited("write")]
TemplateId = Annotated[int, Path(ge=1, le=2**31)]


@router.get("")
def list_templates(principal: Curator, session: ReadSession) -> list[TemplateShown]:
    """Return every template, by name."""
    return templates.templates(session)


@router.post("", status_code=201, dependencies=WRITES)
def add_template(
    new: NewTemplate, principal: Lead, session: WriteSession, response: Response
) -> TemplateShown:
    """Keep a new template."""
    shown = templates.add_template(session, principal, new)
    response.headers["Location"] = f"/v1/answer-templates/{shown.id}"
    return _tagged(shown, response)


@router.get("/{template_id}")
def read_template(
    template_id: TemplateId, principal: Curator, session: ReadSession, response: Response
) -> TemplateShown:
    """Return one template."""
    return _tagged(templates.template(session, template_id), response)


@router.get("/{template_id}/filled")
def fill_template(
    template_id: TemplateId,
    principal: Curator,
    session: ReadSession,
    ref: Annotated[str, Query(max_length=16)],
) -> FilledTemplate:
    """Return the template's text with what a ticket fills in."""
    return FilledTemplate(text=templates.filled(session, principal, template_id, ref))


@router.put("/{template_id}", dependencies=WRITES)
def edit_template(
    template_id: TemplateId,
    new: NewTemplate,
    principal: Lead,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> TemplateShown:
    """Change a template's name and text."""
    shown = templates.edit_template(session, principal, template_id, new, version_of(if_match))
    return _tagged(shown, response)


@router.delete("/{template_id}", status_code=204, dependencies=WRITES)
def delete_template(
    template_id: TemplateId, principal: Lead, session: WriteSession, if_match: IfMatch = None
) -> None:
    """Keep the template no more."""
    templates.delete_template(session, principal, template_id, version_of(if_match))


def _tagged(shown: TemplateShown, response: Response) -> TemplateShown:
    response.headers["ETag"] = f'"{shown.version}"'
    return shown
