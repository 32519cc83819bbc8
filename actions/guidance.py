"""Questions, the answers shown for them, and picking among those."""

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.contract import SearchResponse
from actions.conversation import entity, message_of, text_slot, turn_of
from actions.errors import ApiError, ApiRejected


class Search(ApiAction):
    """Look the message up. The question is remembered verbatim, whatever comes of it."""

    action_name = "action_search"
    topic = "search"
    retry = "/ask_guidance"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Search, have the API render what it found, and remember what was shown."""
        result = await self.api.search(turn_of(tracker), question_of(tracker))
        dispatcher.utter_message(response="utter_search_result")
        offered = "hub" if result.outcome == "unanswered" else "nothing"
        return [*asked(tracker), *shown(result), SlotSet("offered", offered)]

    def after_failure(self, tracker: Tracker, error: ApiError) -> Events:
        """Keep the question: "Try again" and the Hub both need it."""
        return [*asked(tracker), SlotSet("offered", "nothing")]


class Choose(ApiAction):
    """Show the article that was clicked, or named by its place in the list."""

    action_name = "action_choose"
    topic = "article"
    retry = "/choose"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Have the API render the article, if it is still published."""
        slug = entity(tracker, "article") or chosen(tracker)
        if slug is None:
            dispatcher.utter_message(response="utter_nothing_to_choose")
            return []
        try:
            await self.api.check_article(turn_of(tracker), slug)
        except ApiRejected as error:
            if error.status != 404:
                raise
            dispatcher.utter_message(response="utter_article_gone")
            return []
        dispatcher.utter_message(response="utter_article", slug=slug)
        return [SlotSet("article", slug), SlotSet("offered", "nothing")]


class TellMeMore(ApiAction):
    """Show the sections of the last article that were not shown at first."""

    action_name = "action_tell_me_more"
    topic = "article"
    retry = "/tell_me_more"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Have the API render the rest of the article."""
        slug = text_slot(tracker, "article")
        if slug is None:
            dispatcher.utter_message(response="utter_nothing_to_expand")
        else:
            dispatcher.utter_message(response="utter_article_more", slug=slug)
        return []


def question_of(tracker: Tracker) -> str:
    """Return the question verbatim; a click on "Try again" means the one asked before."""
    message = message_of(tracker)
    return (text_slot(tracker, "question") or "") if message.clicked else message.text


def asked(tracker: Tracker) -> Events:
    """Return the events that remember the question; a new one leaves the last one's form behind.

    What was typed for the last one stays in the draft, and the form offers to carry on with it.
    """
    question = question_of(tracker)
    if question == text_slot(tracker, "question"):
        return []
    left_behind = ("tried", "where", "ticket_key")
    return [SlotSet("question", question), *(SlotSet(name, None) for name in left_behind)]


def shown(result: SearchResponse) -> Events:
    """Return the events that remember which articles the officer sees."""
    slugs = [hit.slug for hit in result.hits[: result.served]]
    answered = result.outcome == "answered" and slugs
    return [SlotSet("choices", slugs), SlotSet("article", slugs[0] if answered else None)]


def chosen(tracker: Tracker) -> str | None:
    """Return the slug at the place that was named, None if nothing stands there."""
    choices = list(tracker.get_slot("choices") or [])
    place = entity(tracker, "ordinal")
    if place == "last" and choices:
        return str(choices[-1])
    if place is None or not place.isdecimal() or not 1 <= int(place) <= len(choices):
        return None
    return str(choices[int(place) - 1])
