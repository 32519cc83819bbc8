"""One message of an officer, guarded and redacted before anything else is done with it."""

from dataclasses import dataclass

from api.conversations.schemas import MAX_TEXT_CHARS, ChatRequest
from api.errors import Problem
from api.guard import service as guard
from api.idempotency import service as idempotency
from api.identity.roles import Principal
from api.redaction.service import Redacted, redact
from api.wording import wording

ROUTE = "POST /v1/chat/messages"


@dataclass(frozen=True)
class Incoming:
    """One message, after the guard and redaction.

    `clean` is what is sent on, and stored unless it is urgent. `taken_back`: the guard stopped
    it, and the officer said that it is not happening now.
    """

    principal: Principal
    conversation_id: str | None
    clean: Redacted
    payload: str | None
    urgent: guard.Urgent | None
    key: str | None
    mark: str
    taken_back: bool = False

    @property
    def text(self) -> str:
        """The text without the personal data in it."""
        return self.clean.text

    @property
    def stored(self) -> str:
        """The text as the conversation keeps it; of an urgent message nothing is kept."""
        return self.text if self.urgent is None else wording().urgent.not_kept

    @property
    def told(self) -> tuple[str, ...]:
        """The kinds of personal data whose removal is told; of an urgent message nothing stays."""
        return () if self.urgent is not None else self.clean.kinds


def received(principal: Principal, body: ChatRequest, key: str | None) -> Incoming:
    """Return the message guarded and redacted; 422 if what stands for personal data is too much.

    A long one takes a while: call it in a thread.
    """
    incoming = Incoming(
        principal=principal,
        conversation_id=body.conversation_id,
        clean=redact(body.text),
        payload=body.payload,
        urgent=guard.check(body.text) if body.payload is None else None,
        key=key,
        mark=idempotency.fingerprint(ROUTE, body),
    )
    if len(incoming.text) > MAX_TEXT_CHARS and incoming.urgent is None:
        raise _too_long_once_redacted()
    return incoming


def _too_long_once_redacted() -> Problem:
    """Return the refusal of a text that outgrew the limit by what stands for personal data."""
    message = "is too long once the personal data in it is replaced; leave it out, or send less"
    row = {"field": "text", "message": message}
    return Problem(422, "invalid", f"Your message {message}.", errors=[row])
