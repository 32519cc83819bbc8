"""A notice as a signed webhook, by the Standard Webhooks specification."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from standardwebhooks.webhooks import Webhook

from api.db import utc_now
from api.notifications.destinations import Destinations
from api.outbox.couriers import NotAccepted, RefusedForGood

GONE: Final = "the receiver is gone (410)"
CONNECT_S: Final = 5.0
TRY_LATER: Final = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Event:
    """What is sent: `uid` is the same each time it is tried, so that a copy is recognised."""

    url: str
    uid: str
    content: Mapping[str, object]
    secrets: Sequence[str]


def secret_of(key: str, salt: str, generation: int) -> str:
    """Return an endpoint's secret of one generation, as `whsec_…`.

    It is made from the key that the settings hold: the database alone signs nothing.
    """
    made = hmac.new(key.encode(), f"{salt}:{generation}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(made).decode()}"


def signed(event: Event, body: str, at: datetime) -> dict[str, str]:
    """Return the headers of the specification, with a signature by each of the secrets."""
    signatures = [Webhook(secret).sign(event.uid, at, body) for secret in event.secrets]
    return {
        "content-type": "application/json",
        "user-agent": "prevention-assistant",
        "webhook-id": event.uid,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def send(destinations: Destinations, event: Event, timeout_s: float) -> None:
    """Post the event. What it raises says whether the receiver has taken it, as for a mail.

    Redirects are not followed, and of the response nothing is read but its head.
    """
    try:
        destination = destinations.find(event.url)
    except ValueError as error:
        raise RefusedForGood(f"the receiver {error}") from error
    address = destinations.resolve(destination)
    body = json.dumps(event.content, ensure_ascii=False, separators=(",", ":"))
    headers = signed(event, body, utc_now()) | {"host": httpx.URL(event.url).netloc.decode()}
    url = httpx.URL(event.url).copy_with(host=address)
    status, asked = asyncio.run(_post(url, headers, body, destination.host, timeout_s))
    if not 200 <= status < 300:
        raise _refusal(status, asked)


async def _post(
    url: httpx.URL, headers: dict[str, str], body: str, name: str, timeout_s: float
) -> tuple[int, str]:
    """Return status and Retry-After of the answer; the whole of it takes no longer than said."""
    limits = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
    async with asyncio.timeout(timeout_s + CONNECT_S):
        async with httpx.AsyncClient(timeout=limits, trust_env=False) as client:
            request = client.build_request(
                "POST",
                url,
                headers=headers,
                content=body.encode(),
                extensions={"sni_hostname": name},
            )
            try:
                response = await client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                said = f"no connection to the receiver ({type(error).__name__})"
                raise NotAccepted(said) from error
            with suppress(httpx.HTTPError):
                await response.aclose()  # its status says all: nothing of the body is read
            return response.status_code, response.headers.get("retry-after", "")


def _refusal(status: int, asked: str) -> NotAccepted | RefusedForGood:
    if status == 410:
        return RefusedForGood(GONE)
    said = f"the receiver answered {status}"
    if status >= 500 or status in TRY_LATER:
        return NotAccepted(said, _seconds(asked))
    return RefusedForGood(said)


def _seconds(asked: str) -> float:
    """Return what a Retry-After asks for, 0 for one that asks nothing."""
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - utc_now()).total_seconds())
