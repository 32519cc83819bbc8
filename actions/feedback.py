"""Whether an answer helped, and what comes next if not."""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.contract import Verdict
from actions.conversation import turn_of
from actions.errors import ApiRejected

NOTHING_TO_RATE = "nothing_to_rate"


class Rate(ApiAction):
    """Send the verdict on the last article; wording in `utter_<verdict>`."""

    topic = "feedback"
    verdict: ClassVar[Verdict]

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Note the verdict. If no article was served, take the words for what they are."""
        response = f"utter_{self.verdict.verdict}"
        try:
            await self.api.rate(turn_of(tracker), self.verdict)
        except ApiRejected as error:
            if error.code != NOTHING_TO_RATE:
                raise
            response += "_nothing_to_rate"
        dispatcher.utter_message(response=response)
        return self.next_step()

    def next_step(self) -> Events:
        """Return what a plain "yes" would now mean."""
        return [SlotSet("offered", "nothing")]


class Helped(Rate):
    """The answer helped."""

    action_name = "action_helped"
    retry = "/answer_helped"
    verdict = Verdict(verdict="helped")


class DidNotHelp(Rate):
    """The answer did not help: the Hub is offered."""

    action_name = "action_did_not_help"
    retry = "/answer_did_not_help"
    verdict = Verdict(verdict="did_not_help")

    def next_step(self) -> Events:
        """A "yes" asks the Hub."""
        return [SlotSet("offered", "hub")]
