"""How a message leans on what was said before it: by its words, and by what search makes of it.

The phrases are data, `leaning.yml`; the few numbers were chosen on `evaluation/follow_ups.jsonl`
(docs/decisions/0013).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.models import Outcome
from knowledge.text import clean, terms

FILE: Final = Path(__file__).with_name("leaning.yml")
# Words of its own that a message may have and still speak of what went before.
MAX_AFTER_OPENING: Final = 3
MAX_BESIDE_PRONOUN: Final = 2
MAX_ALONE: Final = 1
# From this confidence on, what search finds for the message alone outweighs a pronoun in it.
SURE: Final = 0.94
# The article shown stays the one spoken of if the joined question has it among this many, and no
# other article answers.
STAYS_WITHIN: Final = 5
_WORTH: Final = {Outcome.answered: 2, Outcome.choices: 1}
_WORD: Final = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_APOSTROPHES: Final = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}`")


class Leaning(StrEnum):
    """Why a message is taken with what was said before it."""

    opening = "opening"
    pronoun = "pronoun"
    no_subject = "no_subject"
    maybe = "maybe"


@dataclass(frozen=True, slots=True)
class Message:
    """`words` as they are compared, without what stands before the matter.

    `subject` are those that say what it is about, in order, each once.
    """

    words: tuple[str, ...]
    subject: tuple[str, ...]
    is_question: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What search makes of a text: the decision, and the ranking, best first."""

    outcome: Outcome
    confidence: float
    slugs: tuple[str, ...]


class _Phrases(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fillers: frozenset[str]
    short_forms: dict[str, str]
    goes_on: tuple[str, ...]
    may_go_on: tuple[str, ...]
    asks: tuple[str, ...]
    places_and_times: tuple[str, ...]
    new_topic: tuple[str, ...]
    pronouns: frozenset[str]
    no_subject: frozenset[str]


@lru_cache
def _phrases() -> _Phrases:
    return _Phrases.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), yaml.BaseLoader))


def read_message(text: str) -> Message:
    """The words of `text`, and what it is about by itself."""
    phrases = _phrases()
    words = tuple(phrases.short_forms.get(word, word) for word in words_of(text))
    start = 0
    while start < len(words) - 1 and words[start] in phrases.fillers:
        start += 1
    said = words[start:]
    empty = phrases.no_subject | phrases.pronouns | phrases.fillers
    subject = (word for word in said if word not in empty)
    own = tuple(dict.fromkeys(word for word in subject if terms(word)))
    return Message(said, own, is_question="?" in text)


def leaning(message: Message, earlier: str, alone: Found) -> Leaning | None:
    """Why `message` goes on from the question `earlier`; None if it stands by itself.

    `alone` is what search makes of the message alone.
    """
    phrases = _phrases()
    if not message.words or _has_any(message.words, phrases.new_topic):
        return None
    own = len(new_words(message, earlier))
    if _begins(message.words, phrases.goes_on) and own <= MAX_AFTER_OPENING:
        return Leaning.opening
    if phrases.pronouns.intersection(message.words) and own <= MAX_BESIDE_PRONOUN:
        return Leaning.pronoun if alone.confidence < SURE else None
    if alone.outcome is Outcome.answered:
        return None
    if not own:
        return Leaning.no_subject
    if _begins(message.words, phrases.may_go_on) and own <= MAX_AFTER_OPENING:
        return Leaning.opening
    if own > MAX_ALONE:
        return None
    nothing = alone.outcome is not Outcome.choices
    short = message.is_question or _begins(message.words, phrases.places_and_times)
    asks = _begins(message.words, phrases.asks) or (nothing and short)
    return Leaning.maybe if asks else None


def serves_more(together: Found, alone: Found) -> bool:
    """Whether the message is better looked up with the earlier question than alone."""
    return _WORTH.get(together.outcome, 0) >= _WORTH.get(alone.outcome, 0)


def stays(shown: str | None, joined: Found) -> bool:
    """Whether the article that was shown is still the one spoken of, by the joined question."""
    if joined.outcome is Outcome.answered:
        return joined.slugs[:1] == (shown,)
    return shown in joined.slugs[:STAYS_WITHIN]


def new_words(message: Message, earlier: str) -> tuple[str, ...]:
    """The words of the subject that the question `earlier` does not have."""
    before = set(terms(earlier))
    return tuple(word for word in message.subject if not before.issuperset(terms(word)))


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` as they are compared: lower case, without apostrophes."""
    return tuple(_WORD.findall(clean(text).casefold().translate(_APOSTROPHES)))


def _begins(words: Sequence[str], phrases: Sequence[str]) -> bool:
    said = " ".join(words) + " "
    return any(said.startswith(f"{phrase} ") for phrase in phrases)


def _has_any(words: Sequence[str], phrases: Sequence[str]) -> bool:
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in phrases)
