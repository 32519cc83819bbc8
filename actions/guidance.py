"""Questions, what was shown for them, and picking among that.

What a message goes on from, and what "the second one" or "back to the bikes" means, the API knows.
"""

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.api_client import Meant
from actions.contract import SearchResponse
from actions.conversation import entity, message_of, text_slot, turn_of
from actions.errors import ApiError, ApiRejected


class Search(ApiAction):
    """Look the message up. The question is remembered, whatever comes of it."""

    action_name = "action_search"
    topic = "search"
    retry = "/ask_guidance"
    meant: ClassVar[Meant] = "question"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Search, have the API render what it found, and remember what was asked."""
        question = question_of(tracker)
        typed_in = entity(tracker, "typed_in")
        result = await self.api.search(
            turn_of(tracker), question, meant=self.meant, typed_in=typed_in
        )
        dispatcher.utter_message(response="utter_search_result")
        return [*asked(tracker, result.question or question), offered(result)]

    def after_failure(self, tracker: Tracker, error: ApiError) -> Events:
        """Keep the question: "Try again" and the Hub both need it."""
        return [*asked(tracker, question_of(tracker)), SlotSet("offered", "nothing")]


class GoBack(Search):
    """Show again what was shown for an earlier question of this conversation."""

    action_name = "action_go_back"
    meant = "return"


class Choose(Search):
    """Show the article that was clicked, or that is named by its place in the list or its words."""

    action_name = "action_choose"
    topic = "article"
    retry = "/choose"
    meant = "choice"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Have the API render the article, if it is still published."""
        slug = entity(tracker, "article")
        if slug is None and message_of(tracker).clicked:
            dispatcher.utter_message(response="utter_nothing_to_choose")
            return []
        if slug is None:
            return await super().act(dispatcher, tracker)
        try:
            await self.api.check_article(turn_of(tracker), slug)
        except ApiRejected as error:
            if error.status != 404:
                raise
            dispatcher.utter_message(response="utter_article_gone")
            return []
        dispatcher.utter_message(response="utter_article", slug=slug)
        return [SlotSet("offered", "nothing")]

    def after_failure(self, tracker: Tracker, error: ApiError) -> Events:
        """What was asked before is what may be asked again."""
        return []


def question_of(tracker: Tracker) -> str:
    """Return the question verbatim; a click on "Try again" means the one asked before."""
    message = message_of(tracker)
    return (text_slot(tracker, "question") or "") if message.clicked else message.text


def asked(tracker: Tracker, question: str) -> Events:
    """Return the event that remembers the question, none if it is remembered already."""
    if question == text_slot(tracker, "question"):
        return []
    return [SlotSet("question", question)]


def offered(result: SearchResponse) -> dict[str, object]:
    """Return the event that says what a plain "yes" would now agree to."""
    offer: dict[str, object] = SlotSet(
        "offered", "hub" if result.outcome == "unanswered" else "nothing"
    )
    return offer
