"""How a question is read before anything is looked up: its spelling, its words, their synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from knowledge.glossary import Glossary
from knowledge.index.state import State
from knowledge.text import terms

MAX_PARTS: Final = 4
_BREAK: Final = re.compile(r"[.?!;:,\n]+|\s(?:and|then|but|&)\s", re.IGNORECASE)
_MIN_WORDS: Final = 4  # fewer say too little by themselves
# Words by which one message asks two things. Without them, one question in eight is split in two
# that is one; with them, one in twenty-five, and half of those that are two are found.
_JOINT: Final = re.compile(
    r"\b(?:both|each|either|the two|also|as well|(?:two|2) (?:issues|problems|things|questions)"
    r"|(?:him|her|it) and them|then (?:how|what)"
    r"|and (?:how|what|where|when|who|once|do|does|can|is|wants?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what the encoder gets; `parts` are what it asks, if that may be two things or more.

    `synonyms` are terms of the glossary beside its own.
    """

    text: str
    parts: tuple[str, ...]
    terms: tuple[str, ...]
    synonyms: tuple[str, ...]


def read_question(text: str, state: State, glossary: Glossary) -> Reading:
    """Read cleaned `text` with the words and acronyms that are in use in `state`."""
    corrected = state.base.speller.correct(text, state.newer_words)
    own = tuple(terms(corrected))
    others = dict.fromkeys(terms(" ".join(glossary.synonyms(corrected))))
    synonyms = tuple(term for term in others if term not in own)
    return Reading(corrected, parts_of(corrected), own, synonyms)


def parts_of(text: str) -> tuple[str, ...]:
    """The sentences and clauses of `text` that could be asked by themselves, the first MAX_PARTS.

    A fragment belongs to the part before it. Empty if there are not two, or if nothing in `text`
    says that two things are asked.
    """
    if not _JOINT.search(text):
        return ()
    parts: list[str] = []
    for piece in filter(None, map(str.strip, _BREAK.split(text))):
        if len(piece.split()) >= _MIN_WORDS:
            parts.append(piece)
        elif parts:
            parts[-1] = f"{parts[-1]} {piece}"
    return tuple(parts[:MAX_PARTS]) if len(parts) > 1 else ()
