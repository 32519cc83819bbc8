"""The urgent guard: sends life, crime in progress and officers in need to 999, never to a form.

Deterministic, on the raw text in memory, before redaction and before anything is stored.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("urgent.yml")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'"})


class UrgentKind(StrEnum):
    """Why a message is urgent; `api.wording` has a notice for each."""

    LIFE_OR_CRIME = "life_or_crime_in_progress"
    SUICIDE = "suicide"
    MISSING = "missing_high_risk"
    OFFICER = "officer_assistance"


@dataclass(frozen=True, slots=True)
class Urgent:
    """A message that must not wait for an answer."""

    kind: UrgentKind


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Calm(_Strict):
    always: list[str]
    unless_now: list[str]


class _Kind(_Strict):
    plain: list[str] = Field(min_length=1)
    with_now: list[str] = []


class _File(_Strict):
    spelling: dict[str, str]
    words: dict[str, str]
    now: list[str]
    here: list[str]
    here_max_words: int
    calm: _Calm
    kinds: dict[UrgentKind, _Kind]


class Guard:
    """The patterns of one file, compiled."""

    def __init__(self, file: Path = FILE) -> None:
        """Read and compile; a bad file or expression is an error here, never at a message."""
        data = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        missing = set(UrgentKind) - set(data.kinds)
        if missing:
            raise ValueError(f"{file.name} lacks the kinds {', '.join(sorted(missing))}")
        self._spelling = data.spelling
        self._misspelt = re.compile(rf"\b(?:{'|'.join(map(re.escape, data.spelling)) or '(?!)'})\b")
        self._words = data.words
        self._now = self._compile(data.now)
        self._here = self._compile(data.here)
        self._here_max_words = data.here_max_words
        self._calm_always = self._compile(data.calm.always)
        self._calm_unless_now = self._compile(data.calm.unless_now)
        self._kinds = {
            kind: (self._compile(rows.plain), self._compile(rows.with_now))
            for kind, rows in data.kinds.items()
        }

    def check(self, text: str) -> Urgent | None:
        """Return why `text` is urgent, or None."""
        said = self._plainly(text)
        now = self._now.search(said) is not None
        if self._is_calm(said, now):
            return None
        short = len(said.split()) <= self._here_max_words
        present = now or (short and self._here.search(said) is not None)
        for kind, (plain, with_now) in self._kinds.items():
            if plain.search(said) or (present and with_now.search(said)):
                return Urgent(kind)
        return None

    def _plainly(self, text: str) -> str:
        said = " ".join(text.translate(_QUOTES).lower().split())
        return self._misspelt.sub(lambda found: self._spelling[found.group()], said)

    def _is_calm(self, said: str, now: bool) -> bool:
        if self._calm_always.search(said):
            return True
        return not now and self._calm_unless_now.search(said) is not None

    def _compile(self, patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"
        for name, words in self._words.items():
            joined = joined.replace(f"{{{name}}}", words)
        return re.compile(joined)


@lru_cache
def _guard() -> Guard:
    return Guard()


def check(text: str) -> Urgent | None:
    """Return why `text` is urgent, or None; the patterns are those of `urgent.yml`."""
    return _guard().check(text)


def first_urgent(texts: Iterable[str]) -> Urgent | None:
    """Return why the first urgent one of several texts is, or None."""
    return next(filter(None, map(check, texts)), None)
