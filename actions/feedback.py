"""Whether an answer helped, and what comes next if not."""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.contract import Verdict
from actions.conversation import entity, turn_of
from actions.errors import ApiRejected

NOTHING_TO_RATE = "nothing_to_rate"


class Rate(ApiAction):
    """Send the verdict on the article that the button names, else on the last; the API words it."""

    topic = "feedback"
    verdict: ClassVar[str]

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Note the verdict. If no article was served, take the words for what they are."""
        said = {
            "verdict": self.verdict,
            "reason": entity(tracker, "reason"),
            "slug": entity(tracker, "article"),
        }
        noted, slug = "nothing", ""
        try:
            kept = await self.api.rate(turn_of(tracker), Verdict.model_validate(said))
        except ApiRejected as error:
            if error.code != NOTHING_TO_RATE:
                raise
        else:
            noted, slug = kept.noted, kept.slug
        dispatcher.utter_message(
            response="utter_verdict", verdict=self.verdict, noted=noted, slug=slug
        )
        return self.next_step()

    def next_step(self) -> Events:
        """A "yes" asks the Hub, which is offered."""
        return [SlotSet("offered", "hub")]


class Helped(Rate):
    """The answer helped: nothing is offered."""

    action_name = "action_helped"
    retry = "/answer_helped"
    verdict = "helped"

    def next_step(self) -> Events:
        """A "yes" means nothing."""
        return [SlotSet("offered", "nothing")]


class PartlyHelped(Rate):
    """The answer helped in part."""

    action_name = "action_partly_helped"
    retry = "/answer_partly_helped"
    verdict = "partly"


class DidNotHelp(Rate):
    """The answer did not help."""

    action_name = "action_did_not_help"
    retry = "/answer_did_not_help"
    verdict = "did_not_help"
