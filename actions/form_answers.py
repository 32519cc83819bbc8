"""What a message means in the middle of a form. Pure: nothing is called, nothing is sent."""

import re
from typing import Final

from actions.conversation import Message

MAX_WORDS_ABOUT_THE_TALK: Final = 8
MAX_WORDS_OF_A_CHANGE: Final = 12
SURE: Final = 0.65
VERY_SURE: Final = 0.9
"""Longer texts are a step's answer that sounds like talk ("cancelled the scheme last year…")."""
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


def may_be_talk(message: Message) -> bool:
    """Say whether the text may be about the talk itself: few words, and no doubt what they are.

    In a form the likeliest thing to be said is the answer to what was asked.
    """
    if NOTHING.match(message.text) or message.confidence < SURE:
        return False
    return len(message.text.split()) <= MAX_WORDS_ABOUT_THE_TALK


def may_be_a_change(message: Message) -> bool:
    """Say whether the text may ask to change an answer: said plainly, it may be longer."""
    longer = len(message.text.split()) <= MAX_WORDS_OF_A_CHANGE
    return may_be_talk(message) or (longer and message.confidence >= VERY_SURE)


def asks(message: Message) -> bool:
    """Say whether the text has the form of a question: "extra patrols" answers a step."""
    return message.intent == "ask_guidance" and bool(QUESTION.search(message.text))


def compares(message: Message) -> bool:
    """Say whether what was shown is to be compared: "cheaper than last year" answers a step."""
    return message.intent == "compare" and bool(QUESTION.search(message.text))


def says_what_to_ask(message: Message) -> bool:
    """Say whether "ask the Hub …" goes on to say what, as "ask the Hub if anybody has tried …"."""
    many_words = len(message.text.split()) > MAX_WORDS_ABOUT_THE_TALK
    says_more = many_words or bool(GOES_ON.search(message.text))
    return not message.clicked and says_more and message.intent == "ask_the_hub"
