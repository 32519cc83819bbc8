"""Deliveries over HTTP: curators see to tickets' answers, administrators to all."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.access import Curator
from api.db import ReadSession, WriteSession
from api.deliveries import service
from api.deliveries.schemas import (
    DeliveryId,
    DeliveryPage,
    DeliveryShown,
    Done,
    PuttingAside,
    Several,
    SeveralAside,
    View,
)
from api.errors import PROBLEM_RESPONSES
from api.outbox.relay import Relay
from api.ratelimits import limited

router = APIRouter(prefix="/v1/deliveries", tags=["deliveries"], responses=PROBLEM_RESPONSES)
WRITES = [limited("write")]


def relay_of(request: Request) -> Relay:
    """Return what delivers."""
    relay: Relay = request.app.state.relay
    return relay


@router.get("")
def list_deliveries(
    principal: Curator,
    session: ReadSession,
    view: Annotated[View, Query()] = "dead",
    kind: Annotated[str | None, Query(max_length=40)] = None,
    before: Annotated[DeliveryId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveryPage:
    """Return what a person must see to (`dead`), what waits, or what was put aside."""
    return service.deliveries(session, principal, view, kind, limit, before)


@router.post("/try-again", dependencies=WRITES)
def try_several_again(
    several: Several, principal: Curator, session: WriteSession, request: Request
) -> Done:
    """Have several delivered at once; those that cannot be are left as they are."""
    relay = relay_of(request)
    return service.each(
        several.ids, lambda number: service.try_again(session, principal, relay, number)
    )


@router.post("/put-aside", dependencies=WRITES)
def put_several_aside(several: SeveralAside, principal: Curator, session: WriteSession) -> Done:
    """Have several delivered no more, for one reason; those that must be are left as they are."""
    return service.each(
        several.ids, lambda number: service.put_aside(session, principal, number, several.reason)
    )


@router.post("/{delivery_id}/try-again", dependencies=WRITES)
def try_again(
    delivery_id: DeliveryId, principal: Curator, session: WriteSession, request: Request
) -> DeliveryShown:
    """Have it delivered at once; one of which it is unknown whether it was sent, perhaps twice."""
    return service.try_again(session, principal, relay_of(request), delivery_id)


@router.post("/{delivery_id}/put-aside", dependencies=WRITES)
def put_aside(
    delivery_id: DeliveryId, why: PuttingAside, principal: Curator, session: WriteSession
) -> DeliveryShown:
    """Have it delivered no more, for that reason."""
    return service.put_aside(session, principal, delivery_id, why.reason)
