"""Under the Hub's answer: did that settle it? On its day: did it work? Answered by a tap.

The buttons are ours alone: nothing of them goes to the dialogue, so they work when it is down.
"""

import json
from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from api.channels.fallback import entities_of
from api.channels.rendering import Rendering
from api.conversations import service as conversations
from api.conversations.schemas import LinkShown, ReplyButton, TextReply, TicketReply
from api.errors import Problem
from api.tickets import outcomes
from api.tickets import service as tickets
from api.tickets.outcomes import Said
from api.wording import wording
from knowledge import Outcome

PREFIX: Final = "/answer_from_hub_"  # never sent to rasa
SETTLED, UNSETTLED, REOPEN, VERDICT = (
    f"{PREFIX}{name}" for name in ("settled", "unsettled", "reopen", "verdict")
)


def settling_buttons(session: Session, conversation_id: str, ref: str) -> list[ReplyButton]:
    """Return the two buttons under an answer in its asker's conversation."""
    words = wording().ticket.settling
    return [
        _button(session, conversation_id, label, intent, ref=ref)
        for label, intent in ((words.yes, SETTLED), (words.no, UNSETTLED))
    ]


def outcome_question(session: Session, conversation_id: str, ref: str, state: str) -> TicketReply:
    """Return the question whether it worked, with a button for each answer."""
    words = wording().ticket.settling
    buttons = [
        _button(session, conversation_id, label, VERDICT, ref=ref, verdict=verdict)
        for verdict, label in words.verdicts.items()
    ]
    text = words.did_it_work.format(ref=ref)
    return TicketReply(
        text=text, ref=ref, state=state, url=f"/requests/{ref}#outcome", buttons=buttons
    )


def _button(
    session: Session, conversation_id: str, label: str, intent: str, **entities: str
) -> ReplyButton:
    message = f"{intent}{json.dumps(entities)}"
    payload = conversations.issue_button(session, conversation_id, label, message)
    return ReplyButton(label=label, payload=payload)


def is_ours(intent_message: str | None) -> bool:
    """Say whether a tapped button is one of these."""
    return intent_message is not None and intent_message.startswith(PREFIX)


def settling(intent_message: str) -> Callable[[Rendering], None]:
    """Return what does what the tapped button says, and renders what came of it."""
    entities, intent = entities_of(intent_message), intent_message.partition("{")[0]

    def render(rendering: Rendering) -> None:
        try:
            _act(rendering, intent, entities["ref"], entities)
        except Problem as problem:  # answered anew, withdrawn or purged meanwhile
            link = LinkShown(label=entities["ref"], url=f"/requests/{entities['ref']}")
            rendering.notice("move_refused", problem.detail, Outcome.dialogue, [link])

    return render


def _act(rendering: Rendering, intent: str, ref: str, entities: dict[str, str]) -> None:
    session, principal, words = rendering.session, rendering.principal, wording().ticket.settling
    if intent == UNSETTLED:
        buttons = [
            rendering.button(label, f"{REOPEN}{json.dumps({'ref': ref, 'why': key})}")
            for key, label in words.missing.items()
        ]
        rendering.add(TextReply(text=words.why, buttons=buttons), Outcome.dialogue)
        return
    if intent == SETTLED:
        shown, text = tickets.confirm(session, principal, ref), words.settled
    elif intent == REOPEN:
        why = {str(key): label for key, label in words.missing.items()}[entities["why"]]
        shown, text = tickets.reopen(session, principal, ref, why), words.reopened
    else:
        outcomes.say(session, principal, ref, Said.model_validate({"verdict": entities["verdict"]}))
        shown, text = tickets.get(session, principal, ref), words.thanks
    url = f"/requests/{ref}"
    reply = TicketReply(text=text.format(ref=ref), ref=ref, state=shown.state, url=url)
    rendering.add(reply, Outcome.dialogue)
