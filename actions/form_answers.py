"""What a message means at a step of the ticket form. Pure: nothing is called, nothing is sent."""

import re
from typing import Final

from rasa_sdk import Tracker

from actions.conversation import Message, entity, message_of, text_slot

SKIPPED: Final = ""
MAY_BE_SKIPPED: Final = ("tried", "where")
CONTACTS: Final = ("chat", "phone", "email")
"""In the order of the buttons."""
MAX_CHARS: Final = {"question": 2000, "tried": 2000, "where": 2000, "contact": 200}
ABOUT_THE_TALK: Final = frozenset(
    {
        "ask_privacy", "ask_the_hub", "bot_challenge", "cancel", "delete_conversation", "goodbye",
        "greet", "help", "report_emergency", "start_over", "tell_me_more", "thank",
        "ticket_status",
    }
)  # fmt: skip
MAX_WORDS_ABOUT_THE_TALK: Final = 8
"""Longer texts are a step's answer that sounds like talk ("cancelled the scheme last year…")."""
MAX_WORDS_OF_A_CHOICE: Final = 4
QUESTION: Final = re.compile(
    r"\?|\b(how|what|whats|which|why|who)\b"
    r"|^\W*(can|could|should|shall|does|do|is|are|any|anything|tell me|advice|help)\b",
    re.IGNORECASE,
)


GOES_ON: Final = re.compile(
    r"\b(about|whether|if|regarding)\s+(?!(it|this|that|them|these|those)\b)\w+", re.IGNORECASE
)
"""What follows "ask the Hub" where it says what to ask: "about drones"; not "about it"."""
NOTHING: Final = re.compile(
    r"^\W*(n/?a|nowt|none|nil|no|nope|nah|not yet|nothing( yet| so far)?|not tried anything)\W*$",
    re.IGNORECASE,
)
"""An answer to what was tried, however much it sounds like turning an offer down."""
A_WAY_TO_REACH: Final = re.compile(
    r"\d|@|removed\]|\b(phone|ring|call|mob|mobile|e-?mail|chat|here|teams|message|text|desk"
    r"|office|station|radio|airwave|ask for|speak to|see me)\b",
    re.IGNORECASE,
)


def about_the_talk(message: Message, step: str) -> bool:
    """Say whether the rules should reply, and the step be asked again."""
    if step in MAY_BE_SKIPPED and NOTHING.match(message.text):
        return False
    few_words = len(message.text.split()) <= MAX_WORDS_ABOUT_THE_TALK
    return not message.clicked and few_words and message.intent in ABOUT_THE_TALK


def asks(message: Message) -> bool:
    """Say whether the text has the form of a question: "extra patrols" answers a step."""
    return message.intent == "ask_guidance" and bool(QUESTION.search(message.text))


def says_what_to_ask(message: Message) -> bool:
    """Say whether "ask the Hub …" goes on to say what, as "ask the Hub if anybody has tried …"."""
    many_words = len(message.text.split()) > MAX_WORDS_ABOUT_THE_TALK
    says_more = many_words or bool(GOES_ON.search(message.text))
    return not message.clicked and says_more and message.intent == "ask_the_hub"


def clicked_value(tracker: Tracker, step: str) -> str | None:
    """Return the answer that a button carries, None if the button is not for this step."""
    if entity(tracker, "use") == "typed":
        return text_slot(tracker, "typed")
    if entity(tracker, "skip") == step and step in MAY_BE_SKIPPED:
        return SKIPPED
    return entity(tracker, "contact") if step == "contact" else None


def typed_value(tracker: Tracker, step: str) -> str | None:
    """Return the answer that was typed: verbatim, unless it plainly names a button.

    None if it is no answer: the last step sends the request, so it takes only what names a way
    to reach somebody.
    """
    message = message_of(tracker)
    if message.intent == "affirm" and tracker.get_slot("offers") == "typed":
        return text_slot(tracker, "typed") or message.text
    if len(message.text.split()) > MAX_WORDS_OF_A_CHOICE:
        return _own_words(message) if step == "contact" else message.text
    if step in MAY_BE_SKIPPED and message.intent == "choose" and entity(tracker, "skip"):
        return SKIPPED
    return message.text if step != "contact" else _contact(tracker) or _own_words(message)


def _own_words(message: Message) -> str | None:
    return message.text if A_WAY_TO_REACH.search(message.text) else None


def _contact(tracker: Tracker) -> str | None:
    named = entity(tracker, "contact")
    place = entity(tracker, "ordinal")
    if named in CONTACTS:
        return named
    if place is not None and place.isdecimal() and 1 <= int(place) <= len(CONTACTS):
        return CONTACTS[int(place) - 1]
    return None
