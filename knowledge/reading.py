"""How a question is read before anything is looked up: its spelling, its words, their synonyms."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.glossary import Glossary
from knowledge.index.state import State
from knowledge.text import terms


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what the encoder gets; `synonyms` are terms of the glossary beside its own."""

    text: str
    terms: tuple[str, ...]
    synonyms: tuple[str, ...]


def read_question(text: str, state: State, glossary: Glossary) -> Reading:
    """Read cleaned `text` with the words and acronyms that are in use in `state`."""
    corrected = state.base.speller.correct(text, state.newer_words)
    own = tuple(terms(corrected))
    others = dict.fromkeys(terms(" ".join(glossary.synonyms(corrected))))
    return Reading(corrected, own, tuple(term for term in others if term not in own))
