"""The form: posts what was typed, and asks what the API says is due.

The API keeps the answers and knows the questions. Here it is only told apart what is an answer,
what is a question to the guidance in between, and what the rules reply to.
"""

from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import Events, say_failure
from actions.api_client import ApiClient
from actions.contract import Move, Standing
from actions.conversation import (
    form_was_interrupted,
    message_of,
    step_of,
    turn_of,
)
from actions.errors import ApiError, ApiRejected, TurnOver
from actions.form_answers import asks
from actions.worksheet_moves import begins_another, inside, looks_back, opening

GIVE_WAY: Final[Events] = []
"""Without an event the form rejects, and the rules say what the message is answered with."""
ASK_AGAIN: Final[Events] = [SlotSet("worksheet_end", None)]
"""The form's only slot stays empty: what the API says is due is asked."""
NOT_AN_ANSWER: Final = 422
NOTHING_ASKED: Final[Events] = [
    SlotSet("typed", None),
    SlotSet("question", None),
    SlotSet("offered", "nothing"),
]
"""What was sent is no question any more."""
TRY_AGAIN: Final = '/resume{"do":"use"}'
"""Takes the text that could not be saved."""


class ValidateWorksheetForm(Action):
    """Passes each message on, and closes the form when there is nothing more to ask."""

    def __init__(self, api: ApiClient) -> None:
        """Keep the client."""
        self.api = api

    def name(self) -> str:
        """Return the name that rasa calls it by."""
        return "validate_worksheet_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Return the events that keep the form open or close it; after the turn's end nothing."""
        opens = step_of(tracker) is None
        if not opens and form_was_interrupted(tracker):
            return GIVE_WAY
        move = opening(tracker) if opens else inside(tracker)
        if move is None:
            return GIVE_WAY
        try:
            if not opens and asks(message_of(tracker)) and move.do == "answer":
                answered = await self._answer_from_guidance(dispatcher, tracker)
                if answered:
                    return answered
            if not opens and begins_another(message_of(tracker)):
                dispatcher.utter_message(response="utter_worksheet_is_open")
            if not opens and looks_back(message_of(tracker)):
                dispatcher.utter_message(response="utter_worksheet_saved")
            return self._say(dispatcher, await self.api.move(turn_of(tracker), move))
        except TurnOver:
            return ASK_AGAIN
        except ApiError as error:
            return self._own_up(dispatcher, tracker, move, error, opens)

    def _say(self, dispatcher: CollectingDispatcher, standing: Standing) -> Events:
        """Keep the form open while something is asked; else close it with the reason."""
        if standing.at == "unclear":
            dispatcher.utter_message(response="utter_worksheet_so_far")
        if standing.at in ("step", "review", "unclear"):
            return [*ASK_AGAIN, SlotSet("typed", None)]
        if standing.at == "sent":
            dispatcher.utter_message(response="utter_worksheet_sent", ref=standing.ticket_ref)
            return [SlotSet("worksheet_end", "sent"), *NOTHING_ASKED]
        if standing.at == "joined":
            dispatcher.utter_message(response="utter_worksheet_joined", ref=standing.ticket_ref)
        if standing.at == "several":
            dispatcher.utter_message(response="utter_worksheet_list", of=standing.kind or "")
        return [SlotSet("worksheet_end", standing.at), SlotSet("typed", None)]

    def _own_up(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        move: Move,
        error: ApiError,
        opens: bool,
    ) -> Events:
        """Say why it was not taken; what could not be saved is kept here until the next try."""
        refused = isinstance(error, ApiRejected) and error.status == NOT_AN_ANSWER
        if refused and isinstance(error, ApiRejected):
            dispatcher.utter_message(response="utter_worksheet_refused", why=error.detail)
        else:
            again = f"/{message_of(tracker).intent}" if opens else TRY_AGAIN
            retry = again.replace("affirm", "ask_the_hub")
            say_failure(dispatcher, "worksheet", error, retry=retry)
        closed = [SlotSet("worksheet_end", "failed")] if opens else ASK_AGAIN
        unsaved = move.text if move.do in ("answer", "retry") and not refused else None
        return [*closed, SlotSet("typed", unsaved)]

    async def _answer_from_guidance(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Show the answer if there is one and ask the step again; else, or on failure, nothing."""
        turn, text = turn_of(tracker), message_of(tracker).text
        try:
            result = await self.api.search(turn, text)
        except TurnOver:
            raise
        except ApiError:
            return []
        if result.outcome != "answered":
            return []
        dispatcher.utter_message(response="utter_search_result")
        await self.api.move(turn, Move(do="aside", text=text))
        return ASK_AGAIN
