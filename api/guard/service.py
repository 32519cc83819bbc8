"""The urgent guard: sends life, crime in progress and people in danger to 999, never to a form.

Deterministic, on the raw text in memory, before redaction and before anything is stored. It
needs no other process and no index: words, a table of weights, a sum, and where the signs leave a
doubt, the vector of what is said. Without an encoder it decides by the signs alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from api.guard.clauses import WHOLE_MAX_WORDS, Part, parts_of
from api.guard.meaning import load_encoder
from api.guard.reading import words_of
from api.guard.signs import signs_of
from api.guard.vocabulary import vocabulary
from api.guard.weights import weights
from knowledge.encoder import Encoder

FILE = Path(__file__).with_name("always.yml")


class UrgentKind(StrEnum):
    """Why a message is urgent; `api.wording` has a notice for each."""

    LIFE_OR_CRIME = "life_or_crime_in_progress"
    SUICIDE = "suicide"
    MISSING = "missing_high_risk"
    OFFICER = "officer_assistance"
    SAFEGUARDING = "immediate_safeguarding"
    OWN_CRISIS = "own_crisis"


_ALWAYS = TypeAdapter(dict[UrgentKind, list[str]])
_IN_DOUBT = 4.0  # a score by signs nearer to nought than this may be outweighed by the meaning
_FEW_WORDS = 6  # beside a word that is urgent by itself
_CALMLY = frozenset({"ask", "may", "if", "prevent", "advice", "paper", "habit", "past", "was"})


@dataclass(frozen=True, slots=True)
class Urgent:
    """A message that must not wait for an answer."""

    kind: UrgentKind


class Guard:
    """The weights, and one file of words that a force edits."""

    def __init__(self, file: Path = FILE, encoder: Encoder | None = None) -> None:
        """Read the file; a bad one is an error here, never at a message."""
        self._encoder = encoder
        always = _ALWAYS.validate_python(yaml.safe_load(file.read_text("utf-8")))
        self._always = [
            (_bare(words_of(phrase)), kind) for kind, rows in always.items() for phrase in rows
        ]

    def check(self, text: str) -> Urgent | None:
        """Return why `text` is urgent, or None."""
        known = vocabulary()
        words = [known.meant(word) for word in words_of(text)]
        return self._said_so(_bare(words)) or self._weighed(words)

    def _said_so(self, words: list[str]) -> Urgent | None:
        line = f" {' '.join(words)} "
        for phrase, kind in self._always:
            if len(words) <= len(phrase) + _FEW_WORDS and f" {' '.join(phrase)} " in line:
                others = [word for word in words if word not in phrase]
                if not any(_CALMLY & set(vocabulary().classes(word)) for word in others):
                    return Urgent(kind)
        return None

    def _weighed(self, words: list[str]) -> Urgent | None:
        whole = len(words) <= WHOLE_MAX_WORDS
        best, most = None, 0.0
        for at, part in enumerate(parts_of(words)):
            signs = signs_of(part, vocabulary())
            score = self._score(part, signs, among=not (whole and at == 0))
            if score > most:
                best, most = signs, score
        return Urgent(UrgentKind(weights().kind(best))) if best is not None else None

    def _score(self, part: Part, signs: set[str], *, among: bool) -> float:
        """Return how urgent a part is, `among` others; the meaning is asked in doubt alone."""
        learnt = weights()
        by_signs = learnt.score(signs, learnt.no_meaning, part=among)
        if self._encoder is None or abs(by_signs) > _IN_DOUBT:
            return by_signs
        [vector] = self._encoder.encode([part.text])
        return learnt.score(signs, learnt.meant(vector), part=among)


def _bare(words: list[str]) -> list[str]:
    return [word for word in words if word[0].isalnum() or word[0] == "'"]


@lru_cache
def load_guard() -> Guard:
    """Return this process's guard, read once."""
    return Guard(encoder=load_encoder(weights().encoder))


def check(text: str) -> Urgent | None:
    """Return why `text` is urgent, or None."""
    return load_guard().check(text)


def first_urgent(texts: Iterable[str]) -> Urgent | None:
    """Return why the first urgent one of several texts is, or None."""
    return next(filter(None, map(check, texts)), None)
