"""What a message does to the form or plan being filled. Pure: nothing is called, nothing is sent.

A button says what it means. What is typed is the answer to the question asked, save for a few
words that are plainly about the talk itself: those leave the step to the rules, or to what they
name (change something, carry on).
"""

from typing import Any, Final

from rasa_sdk import Tracker

from actions.contract import Move
from actions.conversation import Message, entity, message_of, text_slot
from actions.form_answers import compares, may_be_a_change, may_be_talk, says_what_to_ask

LEFT_TO_THE_RULES: Final = frozenset(
    {
        "ask_privacy", "bot_challenge", "cancel", "delete_conversation", "goodbye", "greet", "help",
        "report_emergency", "start_over", "tell_me_more", "thank", "ticket_status", "say_shorter",
        "ask_source",
    }
)  # fmt: skip
"""Each has a rule inside the form."""
BEGINS_ANOTHER: Final = frozenset({"ask_the_hub", "make_submission", "start_plan"})
CHANGES: Final = frozenset({"change_answer", "go_back"})
MAX_WORDS_OF_A_CHOICE: Final = 4


def opening(tracker: Tracker) -> Move:
    """Return the move that opens the form: begin something, or carry on with something begun."""
    message = message_of(tracker)
    typed = None if message.clicked else message.text
    new = entity(tracker, "new") == "yes"
    match message.intent:
        case "ask_the_hub" | "affirm":
            asks_for = message.text if says_what_to_ask(message) else None
            question = text_slot(tracker, "question")
            return Move(do="begin", kind="guidance_request", text=asks_for, asked=question)
        case "start_plan":
            return Move(do="begin", kind="plan", new=new)
        case "make_submission":
            kind = entity(tracker, "kind") or "submission"
            return _move(do="begin", kind=kind, new=new, text=typed)
        case "change_answer" if typed:
            return Move(do="change", text=typed)
        case "resume" if typed:
            return Move(do="resume", text=typed)
        case _:
            return _button(tracker)


def inside(tracker: Tracker) -> Move | None:
    """Return the move of a message inside the form, None if it is left to the rules."""
    message = message_of(tracker)
    if message.clicked:
        return _clicked(tracker, message)
    if message.intent in CHANGES and may_be_a_change(message):
        return Move(do="change", text=message.text)
    talk = may_be_talk(message)
    if talk:
        if message.intent in LEFT_TO_THE_RULES or compares(message):
            return None
        if message.intent == "resume" or message.intent in BEGINS_ANOTHER:
            return Move(do="aside", text=message.text)
    return _typed(tracker, message, talk)


def begins_another(message: Message) -> bool:
    """Say whether the words, in mid-form, ask for another form or plan."""
    return not message.clicked and may_be_talk(message) and message.intent in BEGINS_ANOTHER


def looks_back(message: Message) -> bool:
    """Say whether the words, in mid-form, ask for the form itself: "show me my plan"."""
    return not message.clicked and may_be_talk(message) and message.intent == "resume"


def _typed(tracker: Tracker, message: Message, talk: bool) -> Move:
    short = len(message.text.split()) <= MAX_WORDS_OF_A_CHOICE
    if talk and message.intent == "affirm":
        return Move(do="agree", text=message.text)
    if talk and message.intent == "deny":
        return Move(do="refuse", text=message.text)
    if short and message.intent == "choose" and entity(tracker, "skip"):
        return Move(do="skip")
    place = entity(tracker, "ordinal") if short and message.intent == "choose" else None
    return Move(do="answer", text=message.text, ordinal=place)


def _clicked(tracker: Tracker, message: Message) -> Move | None:
    if message.intent == "resume":
        unsaved = text_slot(tracker, "typed")
        if entity(tracker, "do") == "use" and unsaved:
            return Move(do="retry", text=unsaved)
        return _button(tracker)
    return opening(tracker) if message.intent in BEGINS_ANOTHER else None


def _button(tracker: Tracker) -> Move:
    return _move(
        do=entity(tracker, "do") or "resume",
        worksheet_id=entity(tracker, "worksheet"),
        step=entity(tracker, "step"),
        text=entity(tracker, "value"),
    )


def _move(**said: Any) -> Move:
    return Move.model_validate(said)
