"""The receivers of webhooks over HTTP, for administrators."""

from fastapi import APIRouter, Request, Response

from api.access import Admin
from api.db import ReadSession, WriteSession
from api.errors import PROBLEM_RESPONSES
from api.notifications import endpoints
from api.notifications.couriers import webhook_rules
from api.notifications.schemas import (
    EndpointChange,
    EndpointId,
    EndpointList,
    EndpointShown,
    EndpointWithSecret,
    NewEndpoint,
)
from api.preconditions import IfMatch, version_of
from api.ratelimits import limited

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], responses=PROBLEM_RESPONSES)
WRITES = [limited("write")]


@router.get("")
def list_webhooks(principal: Admin, session: ReadSession) -> EndpointList:
    """Return every receiver; no secret among it."""
    return endpoints.endpoints(session)


@router.post("", status_code=201, dependencies=WRITES)
def add_webhook(
    new: NewEndpoint, principal: Admin, session: WriteSession, request: Request
) -> EndpointWithSecret:
    """Have notices sent there, signed with the secret that is returned this once."""
    rules = webhook_rules(request.app.state.settings)
    return endpoints.add(session, principal.user_id, new, rules)


@router.patch("/{endpoint_id}", dependencies=WRITES)
def change_webhook(
    endpoint_id: EndpointId,
    change: EndpointChange,
    principal: Admin,
    session: WriteSession,
    response: Response,
    if_match: IfMatch = None,
) -> EndpointShown:
    """Change what it is sent, or stop or start it."""
    version = version_of(if_match)
    shown = endpoints.change(session, principal.user_id, endpoint_id, change, version)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.delete("/{endpoint_id}", status_code=204, dependencies=WRITES)
def remove_webhook(endpoint_id: EndpointId, principal: Admin, session: WriteSession) -> None:
    """Send nothing there any more, and forget it."""
    endpoints.remove(session, principal.user_id, endpoint_id)


@router.post("/{endpoint_id}/secret", dependencies=WRITES)
def change_secret(
    endpoint_id: EndpointId, principal: Admin, session: WriteSession, request: Request
) -> EndpointWithSecret:
    """Have a new secret sign, returned this once; the one before signs as well for 24 hours."""
    rules = webhook_rules(request.app.state.settings)
    return endpoints.rotate(session, principal.user_id, endpoint_id, rules)


@router.post("/{endpoint_id}/test", status_code=202, dependencies=WRITES)
def test_webhook(endpoint_id: EndpointId, principal: Admin, session: WriteSession) -> Response:
    """Send it an event of type `test`; whether it arrived is on the list of deliveries."""
    endpoints.test(session, principal.user_id, endpoint_id)
    return Response(status_code=202)
