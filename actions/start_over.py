"""Starting over: said first, done when agreed."""

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.conversation import entity, message_of, text_slot, turn_of
from actions.errors import ApiError


class StartOver(ApiAction):
    """Clear question, unfinished request and what later messages go on from, once agreed."""

    action_name = "action_start_over"
    topic = "start_over"
    retry = "/start_over"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say what would be cleared; on a yes, clear it, what the API keeps first."""
        if text_slot(tracker, "question") is None:
            await self.api.start_anew(turn_of(tracker))
            dispatcher.utter_message(response="utter_nothing_to_clear")
            return everything_forgotten()
        if not _agreed(tracker):
            dispatcher.utter_message(response="utter_start_over_ask")
            return [SlotSet("offered", "start_over")]
        await self.api.start_anew(turn_of(tracker))
        dispatcher.utter_message(response="utter_started_over")
        return everything_forgotten()

    def after_failure(self, tracker: Tracker, error: ApiError) -> Events:
        """Nothing was cleared; a "yes" tries again."""
        return [SlotSet("offered", "start_over")]


def everything_forgotten() -> Events:
    """Return the events after which the dialogue knows nothing of what was said before."""
    return [
        SlotSet("question", None),
        SlotSet("typed", None),
        SlotSet("offered", "nothing"),
    ]


def _agreed(tracker: Tracker) -> bool:
    return entity(tracker, "confirm") == "yes" or message_of(tracker).intent == "affirm"
