"""The page of deliveries: what could not be delivered is work, not a line in a log."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import CuratorPage
from api.db import ReadSession, WriteSession
from api.deliveries import service
from api.deliveries.router import relay_of
from api.deliveries.schemas import MAX_AT_ONCE, MAX_REASON_CHARS, DeliveryId, PuttingAside, View
from api.identity.roles import Principal
from api.portal.forms import typed
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/deliveries")
PAGE_SIZE = 50
VIEWS: Final[dict[View, str]] = {
    "dead": "Not delivered",
    "waiting": "Waiting",
    "aside": "Put aside",
}
DID = {"again": "tried again", "aside": "put aside"}


@router.get("")
def deliveries_page(
    request: Request,
    principal: CuratorPage,
    session: ReadSession,
    view: Annotated[View, Query()] = "dead",
    kind: Annotated[str, Query(max_length=40)] = "",
    before: Annotated[DeliveryId | None, Query()] = None,
    did: Annotated[str, Query(max_length=10)] = "",
    done: Annotated[int, Query(ge=0, le=MAX_AT_ONCE)] = 0,
    left: Annotated[int, Query(ge=0, le=MAX_AT_ONCE)] = 0,
) -> HTMLResponse:
    """Show the deliveries of one view, with what can be done about them."""
    said = f"{done} {DID[did]}." if did in DID else ""
    said += f" {left} could not be: look at where they stand." if said and left else ""
    return _page(request, principal, session, view, kind, before=before, said=said)


def _page(
    request: Request,
    principal: Principal,
    session: Session,
    view: View,
    kind: str,
    *,
    before: int | None = None,
    said: str = "",
    chosen: list[int] | None = None,
    reason: str = "",
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    return page(
        request,
        "console/deliveries.html",
        status=422 if errors else 200,
        views=VIEWS,
        view=view,
        kind=kind,
        kinds=service.kinds_present(session, principal),
        counts=service.counts(session, principal),
        deliveries=service.deliveries(session, principal, view, kind or None, PAGE_SIZE, before),
        paged=before is not None,
        said=said,
        chosen=chosen or [],
        reason=reason,
        errors=errors or {},
        max_reason_chars=MAX_REASON_CHARS,
    )


@router.post("", dependencies=[limited("write")])
def see_to(
    request: Request,
    principal: CuratorPage,
    session: WriteSession,
    do: Annotated[str, Form(max_length=10)] = "again",
    view: Annotated[View, Form()] = "dead",
    kind: Annotated[str, Form(max_length=40)] = "",
    ids: Annotated[list[DeliveryId] | None, Form(max_length=MAX_AT_ONCE)] = None,
    every: Annotated[str, Form(max_length=3)] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Try the chosen ones again, or put them aside; what is refused stays in the form."""
    chosen, errors = list(ids or ()), dict[str, str]()
    if every == "yes":
        found = service.deliveries(session, principal, view, kind or None, MAX_AT_ONCE)
        chosen = [item.id for item in found.items]
    if not chosen:
        errors["ids"] = "Choose at least one delivery."
    why = _reason(typed(reason)) if do == "aside" else ""
    if why is None:
        errors["reason"] = f"Write why, in up to {MAX_REASON_CHARS} characters."
    if errors or why is None:
        kept = {"chosen": chosen, "reason": typed(reason), "errors": errors}
        return _page(request, principal, session, view, kind, **kept)  # type: ignore[arg-type]
    relay = relay_of(request)
    if do == "aside":
        done = service.each(chosen, lambda n: service.put_aside(session, principal, n, why))
    else:
        done = service.each(chosen, lambda n: service.try_again(session, principal, relay, n))
    did = "aside" if do == "aside" else "again"
    query = {"view": view, "did": did, "done": done.done, "left": len(done.left)}
    address = urlencode(query | ({"kind": kind} if kind else {}))
    return RedirectResponse(f"/console/deliveries?{address}", status_code=303)


def _reason(text: str) -> str | None:
    """Return the reason as it is kept, None if it is none."""
    try:
        return PuttingAside(reason=text).reason
    except ValidationError:
        return None
