"""Deleting the conversation: said first, agreed, then done by the API at the turn's end."""

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.conversation import entity, message_of


class DeleteConversation(ApiAction):
    """Ask; on a yes, tell the API that it is agreed. Rasa forgets when the API says so."""

    action_name = "action_delete_conversation"
    topic = "delete"
    retry = "/delete_conversation"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say what it does, or that it is agreed."""
        if entity(tracker, "confirm") == "yes" or message_of(tracker).intent == "affirm":
            dispatcher.utter_message(response="utter_delete_agreed")
            return [SlotSet("offered", "nothing")]
        dispatcher.utter_message(response="utter_delete_ask")
        return [SlotSet("offered", "delete")]
