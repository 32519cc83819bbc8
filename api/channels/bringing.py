"""Bringing what the Hub says into officers' conversations: answers, and the question after them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from api.channels.forgetting import forgetting
from api.channels.live import LiveConversations
from api.channels.rasa_client import RasaMemory
from api.channels.settling import outcome_question, settling_buttons
from api.conversations import service as conversations
from api.conversations.schemas import TicketReply
from api.db import Database, after_commit
from api.outbox.couriers import AnyCourier, Courier
from api.outbox.relay import Relay
from api.tickets import service as tickets
from api.tickets import subscribers
from api.tickets.outcomes import ASK_OUTCOME, to_ask
from api.tickets.schemas import TicketShown
from api.wording import wording


def make_relay(
    database: Database,
    live: LiveConversations,
    rasa: RasaMemory,
    outside: Mapping[str, AnyCourier] | None = None,
) -> Relay:
    """Return the relay that brings the Hub's answers home, and has rasa forget what is deleted.

    `outside` are further couriers, by kind: those of mail and webhooks.
    """

    def show(session: Session, conversation_id: str, reply: TicketReply) -> None:
        conversations.add_message(session, conversation_id, "hub", replies=[reply])
        after_commit(session, lambda: live.grew(conversation_id))

    def to_asker(session: Session, payload: Mapping[str, Any]) -> None:
        ticket = tickets.undelivered_answer(session, payload)
        if ticket is None or ticket.conversation_id is None:
            return  # reopened or answered anew meanwhile: the newer entry delivers
        reply = answer_reply(ticket)
        reply.buttons = settling_buttons(session, ticket.conversation_id, ticket.ref)
        show(session, ticket.conversation_id, reply)
        tickets.mark_delivered(session, ticket.ref)

    def to_subscriber(session: Session, payload: Mapping[str, Any]) -> None:
        row = subscribers.undelivered(session, payload)
        if row is None or row.conversation_id is None:
            return
        show(session, row.conversation_id, answer_reply(tickets.for_subscriber(session, row)))
        subscribers.mark_delivered(row)

    def ask_outcome(session: Session, payload: Mapping[str, Any]) -> None:
        ticket = to_ask(session, str(payload["ref"]))
        if ticket is not None and ticket.conversation_id is not None:
            reply = outcome_question(session, ticket.conversation_id, ticket.ref, ticket.state)
            show(session, ticket.conversation_id, reply)

    return Relay(
        database,
        {
            tickets.DELIVER_ANSWER: Courier(
                to_asker, tickets.mark_undelivered, tickets.deliver_again
            ),
            subscribers.DELIVER_TO_SUBSCRIBER: Courier(
                to_subscriber, subscribers.mark_undelivered, subscribers.deliver_again
            ),
            # asked at My requests and by a notice as well: nobody has to see to one that fails
            ASK_OUTCOME: Courier(ask_outcome, lambda *_: None, lambda *_: None),
            **forgetting(database, rasa),
            **(outside or {}),
        },
    )


def answer_reply(ticket: TicketShown) -> TicketReply:
    """Return the Hub's answer as it is shown in the conversation."""
    words = wording().ticket
    text = (words.closed if ticket.close_reason else words.answered).format(ref=ticket.ref)
    return TicketReply(
        text=f"{text}\n\n{ticket.answer}",
        ref=ticket.ref,
        state=ticket.state,
        url=f"/requests/{ticket.ref}",
        answer_html=ticket.answer_html,
    )
