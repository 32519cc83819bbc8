"""The off-switch: leads switch it, the Hub's staff see since when, by whom and why."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage, LeadPage
from api.db import ReadSession, WriteSession
from api.hub_only import service
from api.hub_only.router import redacted
from api.hub_only.schemas import (
    MAX_PUBLIC_CHARS,
    MAX_REASON_CHARS,
    HubOnlyChange,
    PeriodId,
)
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/hub-only")
PAGE_SIZE = 20
DONE = {
    "on": "Hub only is on. The assistant serves no article from now on.",
    "off": "Hub only is off. The assistant answers again from now on.",
}
ERRORS = {
    "reason": f"Write why, in up to {MAX_REASON_CHARS:,} characters.",
    "public": f"Say it in up to {MAX_PUBLIC_CHARS} characters.",
}


@router.get("")
def hub_only_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    before: Annotated[PeriodId | None, Query()] = None,
    done: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show whether it is on, its history, and to a lead the switch."""
    return _page(request, session, before=before, done=DONE.get(done, ""))


def _page(
    request: Request,
    session: Session,
    *,
    before: int | None = None,
    done: str = "",
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    return page(
        request,
        "console/hub_only.html",
        status=422 if errors else 200,
        state=service.state(session),
        history=service.history(session, PAGE_SIZE, before),
        older=before is not None,
        done=done,
        values=values or {"reason": "", "public": ""},
        errors=errors or {},
        max_reason_chars=MAX_REASON_CHARS,
        max_public_chars=MAX_PUBLIC_CHARS,
    )


@router.post("", dependencies=[limited("write")])
def switch(
    request: Request,
    principal: LeadPage,
    session: WriteSession,
    to: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form()] = "",
    public: Annotated[str, Form()] = "",
) -> Response:
    """Switch it on or off at once; what is refused stays in the form."""
    values = {"reason": typed(reason), "public": typed(public)}
    try:
        change = HubOnlyChange.model_validate({"on": to == "on", **values})
    except ValidationError as error:
        fields = {str(row["loc"][0]) for row in error.errors()}
        errors = {field: ERRORS[field] for field in ERRORS if field in fields}
        return _page(request, session, values=values, errors=errors)
    service.switch(session, principal.user_id, principal.name, redacted(change))
    return RedirectResponse(f"/console/hub-only?done={to}", status_code=303)
