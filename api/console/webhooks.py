"""Mail and webhooks: how notices leave the house, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.access import AdminPage
from api.db import ReadSession, WriteSession
from api.errors import Problem
from api.notifications import endpoints
from api.notifications.couriers import mail_server, webhook_rules
from api.notifications.notice import NoticeKind
from api.notifications.schemas import EndpointChange, EndpointId, EndpointWithSecret, NewEndpoint
from api.portal.forms import typed
from api.portal.notices import KIND_NAMES
from api.portal.templating import page
from api.ratelimits import limited

router = APIRouter(prefix="/console/webhooks")
WRITES = [limited("write")]
DONE = {
    "removed": "Removed. Nothing is sent there any more.",
    "stopped": "Stopped. Nothing is sent there until you start it again.",
    "started": "Started.",
    "saved": "Saved.",
    "tested": "A test event is on its way. If it does not arrive, Deliveries says why.",
}


@router.get("")
def webhooks_page(
    request: Request,
    principal: AdminPage,
    session: ReadSession,
    done: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show how mail is set up, and every receiver of webhooks."""
    return _page(request, session, done=DONE.get(done, ""))


def _page(
    request: Request,
    session: Session,
    *,
    done: str = "",
    url: str = "",
    kinds: list[str] | None = None,
    errors: dict[str, str] | None = None,
    fresh: EndpointWithSecret | None = None,
) -> HTMLResponse:
    rules = webhook_rules(request.app.state.settings)
    return page(
        request,
        "console/webhooks.html",
        status=422 if errors else 200,
        mail=mail_server(request.app.state.settings),
        mail_domains=request.app.state.settings.mail_domains,
        set_up=rules.key is not None and bool(rules.destinations.hosts),
        hosts=sorted(rules.destinations.hosts),
        endpoints=endpoints.endpoints(session),
        options=[(str(kind), KIND_NAMES[kind]) for kind in NoticeKind],
        names={str(kind): name for kind, name in KIND_NAMES.items()},
        done=done,
        url=url,
        kinds=kinds or [],
        errors=errors or {},
        fresh=fresh,
    )


@router.post("", dependencies=WRITES)
def add(
    request: Request,
    principal: AdminPage,
    session: WriteSession,
    url: Annotated[str, Form()] = "",
    kinds: Annotated[list[str] | None, Form()] = None,
) -> HTMLResponse:
    """Add a receiver and show its secret, this once; what is refused stays in the form."""
    rules = webhook_rules(request.app.state.settings)
    try:
        new = NewEndpoint.model_validate({"url": typed(url), "kinds": kinds or []})
        fresh = endpoints.add(session, principal.user_id, new, rules)
    except (Problem, ValidationError) as refused:
        told = refused.detail if isinstance(refused, Problem) else "Enter an https address."
        return _page(request, session, url=typed(url), kinds=kinds, errors={"url": told})
    session.flush()
    return _page(request, session, fresh=fresh)


@router.post("/{endpoint_id}/secret", dependencies=WRITES)
def change_secret(
    endpoint_id: EndpointId, request: Request, principal: AdminPage, session: WriteSession
) -> HTMLResponse:
    """Make a new secret and show it, this once."""
    rules = webhook_rules(request.app.state.settings)
    fresh = endpoints.rotate(session, principal.user_id, endpoint_id, rules)
    session.flush()
    return _page(request, session, fresh=fresh)


@router.post("/{endpoint_id}/kinds", dependencies=WRITES)
def change_kinds(
    endpoint_id: EndpointId,
    principal: AdminPage,
    session: WriteSession,
    version: Annotated[int, Form(ge=1, le=2**31)],
    kinds: Annotated[list[NoticeKind] | None, Form()] = None,
) -> Response:
    """Change what a receiver is sent."""
    change = EndpointChange(kinds=kinds or [])
    endpoints.change(session, principal.user_id, endpoint_id, change, version)
    return _back("saved")


@router.post("/{endpoint_id}/stop", dependencies=WRITES)
def stop(endpoint_id: EndpointId, principal: AdminPage, session: WriteSession) -> Response:
    """Send nothing there for now."""
    change = EndpointChange(active=False)
    endpoints.change(session, principal.user_id, endpoint_id, change, None)
    return _back("stopped")


@router.post("/{endpoint_id}/start", dependencies=WRITES)
def start(endpoint_id: EndpointId, principal: AdminPage, session: WriteSession) -> Response:
    """Send notices there again."""
    change = EndpointChange(active=True)
    endpoints.change(session, principal.user_id, endpoint_id, change, None)
    return _back("started")


@router.post("/{endpoint_id}/test", dependencies=WRITES)
def send_test(endpoint_id: EndpointId, principal: AdminPage, session: WriteSession) -> Response:
    """Send it a test event."""
    endpoints.test(session, principal.user_id, endpoint_id)
    return _back("tested")


@router.post("/{endpoint_id}/remove", dependencies=WRITES)
def remove(endpoint_id: EndpointId, principal: AdminPage, session: WriteSession) -> Response:
    """Forget it."""
    endpoints.remove(session, principal.user_id, endpoint_id)
    return _back("removed")


def _back(done: str) -> Response:
    return RedirectResponse(f"/console/webhooks?done={done}", status_code=303)
