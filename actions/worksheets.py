"""After the form for worksheets has closed: what is said, and what is forgotten."""

from typing import Final

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import ApiAction, Events
from actions.conversation import Message, message_of, text_slot
from actions.form_answers import MAX_WORDS_ABOUT_THE_TALK
from actions.guidance import Search

SAID: Final = {
    "left": "utter_cancelled",
    "which": "utter_which_submission",
    "nothing": "utter_nothing_to_resume",
}
"""By the reason why the form has closed; for the others something was said already."""
ABOUT_WORKSHEETS: Final = frozenset({"change_answer", "make_submission", "resume", "start_plan"})


class CloseWorksheet(ApiAction):
    """Ends a form, and frees its slot for the next."""

    action_name = "action_close_worksheet"
    topic = "worksheet"
    retry = "/resume"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say why it has closed. A message that found nothing to be an answer to is a question."""
        reason = text_slot(tracker, "worksheet_end") or ""
        freed = [SlotSet("worksheet_end", None)]
        if reason == "nothing" and not _about_worksheets(message_of(tracker)):
            return [*freed, *await Search(self.api).act(dispatcher, tracker)]
        if reason in SAID:
            dispatcher.utter_message(response=SAID[reason])
        return freed


def _about_worksheets(message: Message) -> bool:
    """Say whether words that found no worksheet were about one: a long text is a question."""
    few = message.clicked or len(message.text.split()) <= MAX_WORDS_ABOUT_THE_TALK
    return few and message.intent in ABOUT_WORKSHEETS
