"""The only door to rasa: one message in, the raw replies of that turn out."""

import asyncio
from datetime import datetime
from typing import Any

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter, ValidationError

from api.conversations.directives import RasaButton

log = structlog.get_logger(__name__)
CHANNEL = "/webhooks/loopback"
FORGET_TIMEOUT_S = 10.0  # a turn in progress ends first


class RasaUnavailable(Exception):
    """Rasa did not answer in time, or not with anything usable. `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        """Keep the reason: timeout, unreachable, status or malformed."""
        super().__init__(reason)
        self.reason = reason


class RasaReply(BaseModel):
    """One message of rasa's loopback channel: text with buttons, or a custom payload."""

    model_config = ConfigDict(extra="ignore")

    text: str | None = None
    buttons: list[RasaButton] = []
    custom: dict[str, Any] | None = None


_replies = TypeAdapter(list[RasaReply])


class RasaClient:
    """Posts to rasa's loopback channel (bot/channels) over a kept-alive connection."""

    def __init__(self, base_url: str, timeout_s: float, token: SecretStr | None = None) -> None:
        """`timeout_s` bounds the whole turn, not each read of it; without `token` rasa refuses."""
        self._timeout_s = timeout_s
        self._http = httpx.AsyncClient(
            base_url=base_url, timeout=timeout_s, trust_env=False, headers=_showing(token)
        )

    async def send(self, sender_id: str, message: str, turn_id: str, text: str) -> list[RasaReply]:
        """Return rasa's replies, at least one; raise RasaUnavailable otherwise.

        `text` is what the officer typed, empty for a click; `message` may be an intent that
        stands for it.
        """
        metadata = {"turn_id": turn_id, "text": text}
        body = {"sender": sender_id, "message": message, "metadata": metadata}
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._http.post(f"{CHANNEL}/webhook", json=body)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RasaUnavailable("timeout") from error
        except httpx.TransportError as error:
            raise RasaUnavailable("unreachable") from error
        if response.status_code != httpx.codes.OK:
            raise RasaUnavailable(f"status_{response.status_code}")
        try:
            replies = _replies.validate_json(response.content)
        except ValidationError as error:
            raise RasaUnavailable("malformed") from error
        if not replies:
            raise RasaUnavailable("empty")  # an action died; silence is never passed on
        return replies

    async def is_up(self) -> bool:
        """Say whether rasa answers at all."""
        try:
            return (await self._http.get("/", timeout=1.0)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


class RasaMemory:
    """Has rasa forget conversations; called from a thread, with no transaction open.

    Both methods raise RasaUnavailable until it is done, and doing it twice does no harm.
    """

    def __init__(
        self,
        base_url: str,
        token: SecretStr | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Connect on first use; `transport` stands in for the network in tests."""
        self._http = httpx.Client(
            base_url=f"{base_url}{CHANNEL}/trackers",
            timeout=FORGET_TIMEOUT_S,
            trust_env=False,
            headers=_showing(token),
            transport=transport,
        )

    def forget(self, sender_id: str) -> None:
        """What rasa kept of that conversation is gone, and nothing more of it will be kept."""
        self._delete(f"/{sender_id}")

    def forget_unused(self, since: datetime) -> int:
        """What was last used before `since` is gone; returns how many conversations that was."""
        answer = self._delete(f"?unused_since={since.timestamp()}")
        return int(answer.json()["forgotten"])

    def _delete(self, path: str) -> httpx.Response:
        try:
            response = self._http.delete(path)
        except httpx.TimeoutException as error:
            raise RasaUnavailable("timeout") from error
        except httpx.TransportError as error:
            raise RasaUnavailable("unreachable") from error
        if not response.is_success:
            raise RasaUnavailable(f"status_{response.status_code}")
        return response

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _showing(token: SecretStr | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
