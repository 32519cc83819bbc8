"""What brings notices out of the house: mails and webhooks, each at most once."""

import ipaddress
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from api.notifications import mail, webhooks
from api.notifications.destinations import Destinations
from api.notifications.endpoints import WebhookRules, signing, stop_gone
from api.notifications.kinds import MAIL, WEBHOOK
from api.notifications.mail import Mail, MailServer
from api.notifications.models import NoticeEntry, WebhookEndpoint
from api.notifications.notice import NoticeKind
from api.notifications.ways import MailRules, listed, mailed_to
from api.notifications.webhooks import GONE, Event
from api.outbox.couriers import AtMostOnce, Payload, RefusedForGood, Send
from api.settings import Mode, Settings

LOCAL_WEBHOOK_KEY: Final = "for-trying-it-on-ones-own-machine-alone"


def couriers(settings: Settings) -> Mapping[str, AtMostOnce]:
    """Return the couriers of mails and webhooks, by their entries' kind."""
    return {MAIL: _mail_courier(settings), WEBHOOK: _webhook_courier(settings)}


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server that the settings name, None if they name none."""
    if not settings.smtp_host:
        return None
    password = settings.smtp_password
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.mail_from,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else "",
        timeout_s=settings.smtp_timeout_s,
        ca_file=settings.smtp_ca_file,
    )


def webhook_rules(settings: Settings) -> WebhookRules:
    """Return where webhooks may go and what signs them; local mode has a key of its own."""
    local = settings.mode is Mode.LOCAL
    key = settings.webhook_key.get_secret_value() if settings.webhook_key else None
    destinations = Destinations(
        hosts=frozenset(listed(settings.webhook_hosts.lower())),
        networks=tuple(map(ipaddress.ip_network, listed(settings.webhook_networks))),
        plain_http=local,
    )
    return WebhookRules(destinations, key or (LOCAL_WEBHOOK_KEY if local else None))


def _mail_courier(settings: Settings) -> AtMostOnce:
    server, rules = mail_server(settings), MailRules.of(settings)

    def prepare(session: Session, payload: Payload) -> Send | None:
        row = session.get(NoticeEntry, payload["notice"])
        if server is None or row is None:
            return None
        address = mailed_to(session, [row.user_id], NoticeKind(row.kind)).get(row.user_id)
        if address is None or not rules.allow(address):
            return None
        written = Mail(
            recipient=address,
            title=row.title,
            text=row.text,
            link=f"{settings.address}/notices/{row.id}",
            ways_link=f"{settings.address}/notices/ways",
            token=payload["uid"],
        )
        return partial(mail.send, server, written)

    return AtMostOnce(prepare)


def _webhook_courier(settings: Settings) -> AtMostOnce:
    rules = webhook_rules(settings)

    def prepare(session: Session, payload: Payload) -> Send | None:
        row = session.get(WebhookEndpoint, payload["endpoint"])
        if row is None or row.stopped is not None:
            return None
        if rules.key is None:
            return _not_set_up
        data = {name: payload[name] for name in ("about", "title", "text")}
        data["link"] = f"{settings.address}{payload['link']}"
        at = datetime.fromisoformat(payload["at"]).isoformat().replace("+00:00", "Z")
        event = Event(
            url=row.url,
            uid=payload["uid"],
            content={"type": payload["type"], "timestamp": at, "data": data},
            secrets=signing(row, rules.key),
        )
        return partial(webhooks.send, rules.destinations, event, settings.webhook_timeout_s)

    def give_up(session: Session, payload: Payload, error: str) -> None:
        if error == GONE:
            stop_gone(session, payload["endpoint"])

    return AtMostOnce(prepare, give_up)


def _not_set_up() -> None:
    raise RefusedForGood("WEBHOOK_KEY is not set")
