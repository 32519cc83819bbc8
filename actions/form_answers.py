"""What a message means in the middle of a form. Pure: nothing is called, nothing is sent."""

import re
from typing import Final

from actions.conversation import Message

MAX_WORDS_ABOUT_THE_TALK: Final = 8
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


def has_few_words(message: Message) -> bool:
    """Say whether the text may be about the talk itself."""
    few = len(message.text.split()) <= MAX_WORDS_ABOUT_THE_TALK
    return few and not NOTHING.match(message.text)


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
