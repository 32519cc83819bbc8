"""The ticket form: each message fills the step asked for, or the form gives way to the rules.

A click says what it means. What is typed is the step's answer, with two exceptions: a few words
that are plainly about the talk itself (the rules reply and the step is asked again), and a
question that search can answer (it is answered, and the officer may still use it for the step).
Every answer is saved to the draft that the API keeps, so it outlives rasa and this process.
"""

from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_action import Events, say_failure
from actions.api_client import ApiClient
from actions.contract import Draft
from actions.conversation import (
    entity,
    form_was_interrupted,
    message_of,
    step_of,
    text_slot,
    turn_of,
)
from actions.errors import ApiError, TurnOver
from actions.form_answers import (
    MAX_CHARS,
    SKIPPED,
    about_the_talk,
    asks,
    clicked_value,
    says_what_to_ask,
    typed_value,
)
from actions.tickets import STEPS

GIVE_WAY: Final[Events] = []
"""Without an event the form rejects, and the rules say what the message is answered with."""
NEW_CONTENT: Final[Events] = [SlotSet("ticket_key", None)]
"""Another content may not go under the idempotency key of an earlier attempt."""


class ValidateTicketForm(Action):
    """Fills the step that was asked for."""

    def __init__(self, api: ApiClient) -> None:
        """Keep the client."""
        self.api = api

    def name(self) -> str:
        """Return the name that rasa calls it by."""
        return "validate_ticket_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Return the slots that are now filled; after the turn's end none, and nothing is said."""
        step = step_of(tracker)
        try:
            if step is None:
                return await self._open(dispatcher, tracker)
            if form_was_interrupted(tracker):
                return GIVE_WAY
            return await self._answer(dispatcher, tracker, step)
        except TurnOver:
            return _ask_again(tracker)

    async def _open(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Take up what an earlier attempt left in the draft; of two requests, ask which."""
        ours = _draft_of(tracker)
        if text_slot(tracker, "ticket_key") and all(value is not None for _, value in ours):
            return _offer("none")  # full and sent once already: go straight to the next attempt
        try:
            kept = await self.api.save_draft(turn_of(tracker), Draft())
            if says_what_to_ask(message_of(tracker)):
                earlier = ours.question or kept.question
                offer = _offer("earlier" if earlier else "typed", message_of(tracker).text, earlier)
                return [SlotSet("question", None), *offer]
            if not ours.question or not kept.question or ours.question == kept.question:
                return await self._join(tracker, ours, kept)
            # The draft's question is the older one if the form put it there. If not, it was
            # asked while rasa was away.
            ours_is_newer = kept.question == text_slot(tracker, "drafted")
            newer, older = (
                (ours.question, kept.question) if ours_is_newer else (kept.question, ours.question)
            )
            if kept.tried or kept.where:
                return [SlotSet("question", None), *_offer("earlier", typed=newer, earlier=older)]
            return await self._replace_draft(tracker, newer)
        except TurnOver:
            raise
        except ApiError as error:
            say_failure(dispatcher, "draft", error)
            return [*_filled(ours), *_offer("none")]

    async def _join(self, tracker: Tracker, ours: Draft, kept: Draft) -> Events:
        """Bring slots and draft of one request together; where both speak, the slot is newer."""
        joined = Draft.model_validate(kept.model_dump() | ours.model_dump(exclude_none=True))
        if _said(joined) != _said(kept):
            await self.api.save_draft(turn_of(tracker), _said(joined))
        drafted = SlotSet("drafted", joined.question)
        return [*_filled(joined), drafted, *_offer("none"), *NEW_CONTENT]

    async def _answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, step: str
    ) -> Events:
        message = message_of(tracker)
        if about_the_talk(message, step):
            return GIVE_WAY
        if message.clicked:
            return await self._answer_click(dispatcher, tracker, step)
        if asks(message):
            found = await self._answer_from_guidance(dispatcher, tracker)
            if found:
                return found
        value = typed_value(tracker, step)
        if value is None:
            dispatcher.utter_message(response="utter_contact_unclear")
            return _ask_again(tracker)
        if len(value) > MAX_CHARS[step]:
            dispatcher.utter_message(response="utter_too_long", max_chars=str(MAX_CHARS[step]))
            return _ask_again(tracker)
        return await self._keep(dispatcher, tracker, step, value)

    async def _answer_click(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, step: str
    ) -> Events:
        if entity(tracker, "use") == "earlier":
            return await self._carry_on(dispatcher, tracker)
        value = clicked_value(tracker, step)
        if value is None:
            return GIVE_WAY
        return await self._keep(dispatcher, tracker, step, value)

    async def _answer_from_guidance(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Show the answer if there is one and ask the step again; else, or on failure, nothing."""
        text = message_of(tracker).text
        try:
            result = await self.api.search(turn_of(tracker), text)
        except TurnOver:
            raise
        except ApiError:
            return []
        if result.outcome != "answered":
            return []
        dispatcher.utter_message(response="utter_search_result")
        earlier = text_slot(tracker, "earlier")
        offers = "earlier" if earlier else "typed"
        return _offer(offers, typed=text, earlier=earlier)

    async def _keep(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, step: str, value: str
    ) -> Events:
        """Fill the step and save it. If it was filled while rasa was away, that answer stands."""
        try:
            if step == "question" and text_slot(tracker, "earlier"):
                return await self._replace_draft(tracker, value)
            kept = await self.api.save_draft(turn_of(tracker), Draft())
            there = getattr(kept, step)
            if there and there != value:
                return [*_filled(_missing(kept, tracker)), *_offer("typed", typed=value)]
            if value != SKIPPED:
                kept = await self.api.save_draft(turn_of(tracker), Draft(**{step: value}))
            filled = [*_filled(_missing(kept, tracker)), SlotSet(step, value)]
            return [*filled, SlotSet("drafted", kept.question), *_offer("none"), *NEW_CONTENT]
        except TurnOver:
            raise
        except ApiError as error:
            say_failure(dispatcher, "draft", error)
            return [SlotSet(step, value), *_offer("none"), *NEW_CONTENT]

    async def _carry_on(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Go on with the request begun earlier, as the draft has it."""
        earlier = text_slot(tracker, "earlier")
        try:
            kept = await self.api.save_draft(turn_of(tracker), Draft(question=earlier))
        except TurnOver:
            raise
        except ApiError as error:
            say_failure(dispatcher, "draft", error)
            return _ask_again(tracker)
        drafted = SlotSet("drafted", kept.question)
        return [*_filled(kept), drafted, *_offer("none"), *NEW_CONTENT]

    async def _replace_draft(self, tracker: Tracker, question: str) -> Events:
        """Begin a new request: of an earlier one only the way to be contacted stays."""
        contact = text_slot(tracker, "contact")
        await self.api.empty_draft(turn_of(tracker))
        await self.api.save_draft(turn_of(tracker), Draft(question=question, contact=contact))
        fresh = Draft(question=question, contact=contact)
        slots = [SlotSet(step, value) for step, value in fresh]
        return [*slots, SlotSet("drafted", question), *_offer("none"), *NEW_CONTENT]


def _draft_of(tracker: Tracker) -> Draft:
    return Draft(**{step: text_slot(tracker, step) for step in STEPS})


def _said(draft: Draft) -> Draft:
    """Return the draft without its skipped steps."""
    return Draft(**{step: value for step, value in draft if value})


def _missing(kept: Draft, tracker: Tracker) -> Draft:
    """Return what the draft has and the slots lack."""
    return Draft(**{step: value for step, value in kept if text_slot(tracker, step) is None})


def _filled(draft: Draft) -> Events:
    return [SlotSet(step, value) for step, value in draft if value is not None]


def _offer(offers: str, typed: str | None = None, earlier: str | None = None) -> Events:
    """Return the events that decide the buttons of the next step."""
    return [SlotSet("offers", offers), SlotSet("typed", typed), SlotSet("earlier", earlier)]


def _ask_again(tracker: Tracker) -> Events:
    """Return an event that changes nothing: the form neither gives way nor moves on."""
    return [SlotSet("typed", text_slot(tracker, "typed"))]
