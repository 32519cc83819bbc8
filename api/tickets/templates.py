"""Templates of answers: what they may hold, who keeps them, and how one is filled for a ticket."""

import re
import string
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from api.redaction.service import redact
from api.tickets import paper_queries
from api.tickets.papers import AnswerTemplate
from api.tickets.reading import find_for_hub
from api.tickets.template_schemas import PLACEHOLDERS, TO_WRITE, NewTemplate, TemplateShown

LEFT: Final = re.compile(r"\{(?:" + "|".join(PLACEHOLDERS) + r")\}")


def templates(session: Session) -> list[TemplateShown]:
    """Return every template, by name."""
    return [_shown(row) for row in paper_queries.templates(session)]


def template(session: Session, template_id: int) -> TemplateShown:
    """Return one template; 404 if there is none."""
    return _shown(_row(session, template_id))


def add_template(session: Session, principal: Principal, new: NewTemplate) -> TemplateShown:
    """Keep a new template; 409 `name_taken` if there is one of that name."""
    _require_own_name(session, new.name)
    now = utc_now()
    row = AnswerTemplate(
        name=new.name,
        text=redact(new.text).text,
        version=1,
        edited_by_name=principal.name,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, principal, "template_added", row.id)
    return _shown(row)


def edit_template(
    session: Session,
    principal: Principal,
    template_id: int,
    new: NewTemplate,
    version: int | None = None,
) -> TemplateShown:
    """Put name and text in the place of the old ones; 412 if they changed meanwhile."""
    row = _row(session, template_id)
    _require_version(row, version)
    _require_own_name(session, new.name, template_id)
    row.name, row.text = new.name, redact(new.text).text
    row.edited_by_name, row.updated_at = principal.name, utc_now()
    row.version += 1
    _record(session, principal, "template_edited", row.id)
    return _shown(row)


def delete_template(
    session: Session, principal: Principal, template_id: int, version: int | None = None
) -> None:
    """Keep the template no more; answers that were made of it stay."""
    row = _row(session, template_id)
    _require_version(row, version)
    session.delete(row)
    _record(session, principal, "template_deleted", template_id)


def filled(session: Session, principal: Principal, template_id: int, ref: str) -> str:
    """Return the template's text for a ticket; what only a curator can write stays to be seen."""
    ticket = find_for_hub(session, principal, ref)
    values: Mapping[str, str] = {
        "ref": ticket.ref,
        "question": ticket.question,
        "curator": principal.name,
        TO_WRITE: f"{{{TO_WRITE}}}",
    }
    return string.Formatter().vformat(_row(session, template_id).text, (), values)


def refuse_left_over(text: str) -> None:
    """Refuse (422) an answer in which a placeholder still stands."""
    left = LEFT.search(text)
    if left is not None:
        row = {"field": "answer", "message": f"still holds {left[0]}"}
        detail = f"{left[0]} still stands in the answer. Write what belongs there, or take it out."
        raise Problem(422, "placeholder_left", detail, errors=[row])


def _row(session: Session, template_id: int) -> AnswerTemplate:
    row = paper_queries.template(session, template_id)
    if row is None:
        raise not_found("template")
    return row


def _require_version(row: AnswerTemplate, version: int | None) -> None:
    if version is not None and version != row.version:
        detail = "This template changed meanwhile. Look at what changed, then save it again."
        raise Problem(412, "changed_meanwhile", detail)


def _require_own_name(session: Session, name: str, template_id: int | None = None) -> None:
    other = paper_queries.template_named(session, name)
    if other is not None and other.id != template_id:
        row = {"field": "name", "message": "is another template's"}
        raise Problem(409, "name_taken", "There is a template of that name.", errors=[row])


def _record(session: Session, principal: Principal, action: str, template_id: int) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="template",
        object_id=str(template_id),
    )


def _shown(row: AnswerTemplate) -> TemplateShown:
    return TemplateShown(
        id=row.id,
        name=row.name,
        text=row.text,
        version=row.version,
        edited_by_name=row.edited_by_name,
        updated_at=row.updated_at,
    )
