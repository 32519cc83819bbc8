"""The receivers of webhooks: added, changed, given a new secret, tested, stopped. All audited."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.notifications import repository
from api.notifications.destinations import Destinations
from api.notifications.kinds import WEBHOOK
from api.notifications.models import WebhookEndpoint
from api.notifications.notice import NoticeKind
from api.notifications.schemas import (
    EndpointChange,
    EndpointList,
    EndpointShown,
    EndpointWithSecret,
    NewEndpoint,
)
from api.notifications.webhooks import secret_of
from api.outbox import service as outbox

BOTH_SIGN_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True)
class WebhookRules:
    """Where webhooks may go, and the key that their secrets are made from; None: not set up."""

    destinations: Destinations
    key: str | None


def endpoints(session: Session) -> EndpointList:
    """Return every endpoint."""
    return EndpointList(items=[_shown(row) for row in repository.endpoints(session)])


def add(
    session: Session, actor_id: str, new: NewEndpoint, rules: WebhookRules
) -> EndpointWithSecret:
    """Send notices there from now on; the secret is returned this once.

    Problem 409 if webhooks are not set up or the address is there already, 422 naming `url`.
    """
    key = _key(rules)
    _check_url(new.url, rules)
    row = repository.add_endpoint(
        session,
        url=new.url,
        kinds=[str(kind) for kind in dict.fromkeys(new.kinds)],
        salt=secrets.token_hex(16),
        created_at=utc_now(),
    )
    if row is None:
        raise Problem(409, "already_there", "Notices go to that address already.")
    _audit(session, actor_id, "webhook_added", row)
    return _with_secret(row, key)


def change(
    session: Session, actor_id: str, endpoint_id: int, wanted: EndpointChange, version: int | None
) -> EndpointShown:
    """Change what it is sent, or stop or start it; 412 if it was changed since that version."""
    row = _find(session, endpoint_id)
    if version is not None and version != row.version:
        raise Problem(
            412, "changed_meanwhile", "This was changed meanwhile. Look again, then save."
        )
    before = (row.kinds, row.stopped)
    if wanted.kinds is not None:
        row.kinds = [str(kind) for kind in dict.fromkeys(wanted.kinds)]
    if wanted.active is not None:
        row.stopped = None if wanted.active else (row.stopped or "by_person")
    if (row.kinds, row.stopped) != before:
        row.version += 1
        _audit(session, actor_id, "webhook_changed", row)
    return _shown(row)


def remove(session: Session, actor_id: str, endpoint_id: int) -> None:
    """Send nothing there any more, and forget it."""
    row = _find(session, endpoint_id)
    _audit(session, actor_id, "webhook_removed", row)
    session.delete(row)


def rotate(
    session: Session, actor_id: str, endpoint_id: int, rules: WebhookRules
) -> EndpointWithSecret:
    """Have a new secret sign, returned this once; the one before signs as well for a day."""
    key, row = _key(rules), _find(session, endpoint_id)
    row.generation += 1
    row.version += 1
    row.previous_until = utc_now() + BOTH_SIGN_FOR
    _audit(session, actor_id, "webhook_secret_changed", row)
    return _with_secret(row, key)


def test(session: Session, actor_id: str, endpoint_id: int) -> None:
    """Send an event that says nothing, so that the receiver can be tried. 409 if it is stopped."""
    row = _find(session, endpoint_id)
    if row.stopped is not None:
        raise Problem(409, "stopped", "Nothing is sent there; start it first.")
    queue(session, row, {"type": "test", "about": "", "title": "Test", "text": "", "link": "/"})
    _audit(session, actor_id, "webhook_tested", row)


def queue(session: Session, row: WebhookEndpoint, words: dict[str, str]) -> None:
    """Queue one event for one endpoint."""
    at = utc_now().isoformat()
    outbox.put(
        session, WEBHOOK, {"endpoint": row.id, "uid": f"msg_{uuid.uuid4().hex}", "at": at, **words}
    )


def wanting(session: Session, kind: NoticeKind) -> Sequence[WebhookEndpoint]:
    """Return the endpoints in use that are sent this kind."""
    rows = repository.endpoints(session)
    return [row for row in rows if row.stopped is None and (not row.kinds or kind in row.kinds)]


def stop_gone(session: Session, endpoint_id: int) -> None:
    """Send nothing more to an endpoint that says it is gone."""
    row = session.get(WebhookEndpoint, endpoint_id)
    if row is not None and row.stopped is None:
        row.stopped = "gone"
        row.version += 1
        _audit(session, "system", "webhook_gone", row)


def signing(row: WebhookEndpoint, key: str) -> list[str]:
    """Return the secrets that sign what it is sent now, the newest first."""
    generations = [row.generation]
    if row.previous_until is not None and row.previous_until > utc_now():
        generations.append(row.generation - 1)
    return [secret_of(key, row.salt, generation) for generation in generations]


def _key(rules: WebhookRules) -> str:
    if rules.key is None:
        raise Problem(
            409, "webhooks_not_set_up", "Webhooks need WEBHOOK_KEY and WEBHOOK_HOSTS to be set."
        )
    return rules.key


def _check_url(url: str, rules: WebhookRules) -> None:
    try:
        rules.destinations.find(url)
    except ValueError as error:
        message = f"The address {error}."
        raise Problem(
            422, "invalid", message, errors=[{"field": "url", "message": message}]
        ) from error


def _find(session: Session, endpoint_id: int) -> WebhookEndpoint:
    row = session.get(WebhookEndpoint, endpoint_id)
    if row is None:
        raise not_found("webhook")
    return row


def _audit(session: Session, actor_id: str, action: str, row: WebhookEndpoint) -> None:
    audit.record(
        session,
        actor_id=actor_id,
        action=action,
        object_kind="webhook",
        object_id=str(row.id),
    )


def _shown(row: WebhookEndpoint) -> EndpointShown:
    until = row.previous_until
    return EndpointShown.model_validate(
        {
            "id": row.id,
            "url": row.url,
            "kinds": row.kinds,
            "stopped": row.stopped,
            "previous_until": until if until and until > utc_now() else None,
            "created_at": row.created_at,
            "version": row.version,
        }
    )


def _with_secret(row: WebhookEndpoint, key: str) -> EndpointWithSecret:
    secret = secret_of(key, row.salt, row.generation)
    return EndpointWithSecret.model_validate(_shown(row).model_dump() | {"secret": secret})
