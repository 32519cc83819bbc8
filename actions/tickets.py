"""Requests to the Hub: where those already sent are."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.conversation import turn_of


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
