"""An urgent message in the chat: answered at once, stored nowhere, taken back by one tap.

The text is held in memory for a while, in case the officer says that it is not happening now.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from api.channels.incoming import Incoming
from api.channels.rendering import Rendering
from api.conversations import repository
from api.conversations import service as conversations
from api.guard.held import HeldMessages
from api.guard.service import Urgent
from api.redaction.service import Redacted
from api.wording import wording
from knowledge import Outcome

NOT_NOW = "/not_happening_now"  # never sent to rasa


def signposting(urgent: Urgent, clean: Redacted, held: HeldMessages) -> Callable[[Rendering], None]:
    """Return what names the help there is, with one button for a false alarm."""

    def render(rendering: Rendering) -> None:
        words = wording().urgent
        rendering.signpost("urgent", words.notice(urgent.kind), Outcome.urgent)
        button = rendering.button(words.not_now, NOT_NOW)
        held.hold(button.payload, clean)
        reply = rendering.replies[-1]
        reply.text += f" {words.follow_up}"
        reply.buttons.append(button)

    return render


def taken_back(session: Session, incoming: Incoming, held: HeldMessages) -> Incoming:
    """Return the message that the tapped button stands for, if it is one that was held."""
    if incoming.payload is None or incoming.conversation_id is None:
        return incoming
    conversations.own(session, incoming.principal.user_id, incoming.conversation_id)
    button = repository.find_button(session, incoming.conversation_id, incoming.payload)
    clean = held.take(button.id) if button is not None else None
    if clean is None:
        return incoming
    return replace(incoming, clean=clean, payload=None, taken_back=True)


def no_longer_held(rendering: Rendering) -> None:
    """Say that the message of the tapped button is gone."""
    rendering.notice("not_held", wording().urgent.no_longer_held, Outcome.dialogue)
