"""What a posted form says: its text as typed, what is wrong with it in words, its own key."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from api.identity.roles import Principal

NEW = "new"  # stands for the id of a conversation that has none yet


@dataclass(frozen=True)
class SendForm:
    """What a form of a conversation needs to send something."""

    action: str
    csrf_token: str
    nonce: str


def send_form(principal: Principal, conversation_id: str) -> SendForm:
    """Return the form of a conversation, "" for one that is still to begin."""
    action = f"/conversations/{conversation_id or NEW}/messages"
    return SendForm(action, principal.csrf_token or "", uuid.uuid4().hex)


def typed(text: str) -> str:
    """Return a field's text with the line ends that were typed; a form sends CR LF.

    What is no character (a lone surrogate, through an odd charset) becomes a question mark.
    """
    return text.encode("utf-8", "replace").decode().replace("\r\n", "\n")


def content_key(nonce: str, *parts: str) -> str:
    """Return the idempotency key of this content sent from this rendering of a form.

    Two clicks give the same key; other words sent from the same page (after Back) another one.
    """
    whole = "\n".join((nonce, *parts))
    return f"page-{hashlib.sha256(whole.encode()).hexdigest()}"


def field_errors(
    error: ValidationError, words: Mapping[tuple[str, str], str] | None = None
) -> dict[str, str]:
    """Return what is wrong by field; `words` has the sentence for a field and kind of error."""
    found: dict[str, str] = {}
    for row in error.errors():
        field = next((str(part) for part in reversed(row["loc"]) if isinstance(part, str)), "")
        own = (words or {}).get((field, row["type"]))
        found.setdefault(field, own or sentence(row["type"], row.get("ctx", {})))
    return found


def sentence(kind: str, context: Mapping[str, object]) -> str:
    """Return what a validator's error of that kind means to a reader."""
    if kind in ("string_too_long", "too_long"):
        things = "entries" if context.get("field_type") == "List" else "characters"
        return f"Keep this to {context['max_length']:,} {things}."
    reason = str(context.get("error", ""))
    return f"This was not accepted: it {reason}." if reason else "This was not accepted."
