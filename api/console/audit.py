"""The audit log as a page, for administrators: who did what, and whether it holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlalchemy.orm import Session

from api.access import AdminPage
from api.audit import repository
from api.audit.exporting import Form
from api.audit.repository import Wanted
from api.audit.schemas import Verified
from api.console import audit_reading
from api.console.audit_routes import exported
from api.db import ReadSession, WriteSession
from api.portal.templating import LOCAL_ZONE, page
from api.ratelimits import limited

router = APIRouter(prefix="/console/audit")
PAGE_SIZE = 50
PLACES = {"ticket": "/console/tickets/", "article": "/console/articles/"}
"""Where a page shows the object of an entry."""
NO_DATE = "Write a date as 2026-11-23, or leave it empty."
Words = Annotated[str, Query(max_length=120)]


@dataclass(frozen=True)
class Filter:
    """What was typed, as it was typed; dates are days of the United Kingdom, both included."""

    person: str
    action: str
    object_id: str
    since: str
    until: str

    def wanted(self) -> tuple[Wanted, dict[str, str]]:
        """Return what to look for, and what is wrong with a field."""
        since, until = _day(self.since), _day(self.until)
        wrong = {
            name: NO_DATE
            for name, text, found in (("since", self.since, since), ("until", self.until, until))
            if text and found is None
        }
        return Wanted(
            action=self.action,
            object_id=self.object_id,
            since=_begin(since) if since else None,
            until=_begin(until + timedelta(days=1)) if until and until < date.max else None,
        ), wrong

    def query(self, before: int) -> str:
        """Return the address of the page after this one."""
        return urlencode({**vars(self), "before": before})


def typed_filter(
    person: Words = "",
    action: Words = "",
    object_id: Words = "",
    since: Words = "",
    until: Words = "",
) -> Filter:
    """Return what was typed without white space around it, and without what no text holds."""
    parts = (person, action, object_id, since, until)
    return Filter(*(part.replace("\x00", "").strip() for part in parts))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE).astimezone(UTC)


@router.get("")
def audit_page(
    request: Request,
    principal: AdminPage,
    session: ReadSession,
    chosen: Annotated[Filter, Depends(typed_filter)],
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> HTMLResponse:
    """Show entries, the newest first."""
    return _page(request, session, chosen, before=before)


def _page(
    request: Request,
    session: Session,
    chosen: Filter,
    *,
    before: int | None = None,
    verified: Verified | None = None,
) -> HTMLResponse:
    wanted, wrong = chosen.wanted()
    entries = audit_reading.find(session, wanted, chosen.person, PAGE_SIZE, before)
    return page(
        request,
        "console/audit.html",
        status=422 if wrong else 200,
        entries=entries,
        chosen=chosen,
        narrowed=any(vars(chosen).values()),
        errors=wrong,
        actions=repository.actions(session),
        places=PLACES,
        verified=verified,
        paged=before is not None,
        following=chosen.query(entries.next) if entries.next else "",
    )


@router.post("/verify", dependencies=[limited("write")])
def verify_now(request: Request, principal: AdminPage) -> HTMLResponse:
    """Check the whole log and show what was found above the newest entries."""
    database = request.app.state.database
    verified = audit_reading.verify_now(database, request.app.state.settings, principal)
    with database.reading() as session:
        return _page(request, session, typed_filter(), verified=verified)


@router.post("/export", dependencies=[limited("write")])
def export_page(
    principal: AdminPage,
    session: WriteSession,
    request: Request,
    form: Annotated[Form, Query(alias="as")] = Form.CSV,
) -> StreamingResponse:
    """Give the whole log as a file."""
    return exported(principal, session, request, form)
