"""Requests to the Hub: sending one, and where those already sent are."""

from typing import Final

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.contract import NewTicket, TicketDetails
from actions.conversation import text_slot, turn_of
from actions.errors import ApiError, ApiRejected

STEPS: Final = ("question", "tried", "where", "contact")
STILL_RUNNING: Final = 409


class OpenTicket(ApiAction):
    """Send the finished form. Its slots are reset only when a ticket exists."""

    action_name = "action_open_ticket"
    topic = "ticket"
    retry = "/ask_the_hub"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Open the ticket and give its reference."""
        ticket = await self.api.open_ticket(turn_of(tracker), ticket_of(tracker), key_of(tracker))
        dispatcher.utter_message(response="utter_ticket_opened", ref=ticket.ref)
        return [*form_emptied(), SlotSet("offered", "nothing")]

    def after_failure(self, tracker: Tracker, error: ApiError) -> Events:
        """Keep everything; keep the key too where the ticket may exist, so it is not made twice."""
        refused = isinstance(error, ApiRejected) and error.status != STILL_RUNNING
        key = None if refused else key_of(tracker)
        return [SlotSet("ticket_key", key), SlotSet("offered", "hub")]


class TicketStatus(ApiAction):
    """Show the officer's requests."""

    action_name = "action_ticket_status"
    topic = "status"
    retry = "/ticket_status"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Have the API render them, or say that there are none."""
        page = await self.api.tickets(turn_of(tracker))
        dispatcher.utter_message(response="utter_ticket_list" if page.items else "utter_no_tickets")
        return []


def ticket_of(tracker: Tracker) -> NewTicket:
    """Return the ticket that the form's slots hold; skipped steps are left out."""
    return NewTicket(
        kind="guidance_request",
        question=text_slot(tracker, "question") or "",
        details=TicketDetails(
            tried=text_slot(tracker, "tried") or None,
            where=text_slot(tracker, "where") or None,
            contact=text_slot(tracker, "contact") or None,
        ),
    )


def key_of(tracker: Tracker) -> str:
    """Return the idempotency key: that of the attempt whose end is unknown, else this turn's."""
    return text_slot(tracker, "ticket_key") or f"turn-{turn_of(tracker).id}"


def form_emptied() -> Events:
    """Return the events after which nothing of the form is left."""
    return [
        *(SlotSet(step, None) for step in STEPS),
        SlotSet("typed", None),
        SlotSet("earlier", None),
        SlotSet("drafted", None),
        SlotSet("offers", "none"),
        SlotSet("ticket_key", None),
    ]
