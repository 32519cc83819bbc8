"""Whether an article says anything of what was asked next, and where. Claims are about words alone.

An article "does not mention" a word if neither it, nor another form or spelling of it, nor what the
glossary says it stands for, is in the article's own text; its sample questions do not count.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.follow_ups.leaning import words_of
from knowledge.glossary import load_glossary
from knowledge.models import Article
from knowledge.text import plain, terms

FILE: Final = Path(__file__).with_name("aspects.yml")
SPELLED_ALIKE: Final = 0.84
LONG_ENOUGH_TO_SLIP: Final = 5
SAME_BEGINNING: Final = 0.75
MAX_SECTIONS: Final = 2
MAX_PASSAGES: Final = 2
SUMMARY: Final = ""
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d“\"£])|\n+")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where an article has the words asked of, and those that it has nowhere.

    `headings` are the sections that have most of them, SUMMARY for what stands before the first.
    """

    headings: tuple[str, ...]
    missing: tuple[str, ...]


class Aspect(BaseModel):
    """One thing that can be asked of any article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: tuple[str, ...]
    headings: tuple[str, ...]
    said: tuple[str, ...]


@lru_cache
def aspects() -> dict[str, Aspect]:
    """Every aspect by its name, in the order of the file."""
    rows = yaml.load(FILE.read_text(encoding="utf-8"), yaml.BaseLoader)
    return {name: Aspect.model_validate(row) for name, row in rows.items()}


def aspect_of(text: str) -> str | None:
    """The aspect that `text` asks of what was shown, None if none."""
    said = f" {' '.join(words_of(text))} "
    for name, aspect in aspects().items():
        if any(f" {phrase} " in said for phrase in aspect.asked):
            return name
    return None


def coverage(article: Article, words: Sequence[str]) -> Coverage:
    """Where `article` mentions `words`."""
    parts = {heading: _Vocabulary.of(text) for heading, text in _parts(article)}
    found = {
        heading: {word for word in words if vocabulary.has(word)}
        for heading, vocabulary in parts.items()
    }
    most = max((len(there) for there in found.values()), default=0)
    best = [heading for heading, there in found.items() if most and len(there) == most]
    in_sections = [heading for heading in best if heading != SUMMARY] or best
    missing = (word for word in words if not any(word in there for there in found.values()))
    return Coverage(tuple(in_sections[:MAX_SECTIONS]), tuple(missing))


def headings_on(article: Article, aspect: str) -> tuple[str, ...]:
    """The headings of `article` that are about `aspect`, none if it has no section for it."""
    own = [section.heading for section in article.sections]
    return tuple(heading for heading in aspects()[aspect].headings if heading in own)


def passages(article: Article, aspect: str) -> tuple[str, ...]:
    """The first sentences of `article` that speak of `aspect`, in plain words, at most two."""
    wanted = {stem for word in aspects()[aspect].said for stem in terms(word) or [word]}
    found = [
        sentence
        for _, text in _parts(article)
        for sentence in _sentences(text)
        if wanted.intersection(terms(sentence)) or ("£" in wanted and "£" in sentence)
    ]
    return tuple(dict.fromkeys(found))[:MAX_PASSAGES]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    words: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Vocabulary:
        return cls(frozenset(words_of(text)), frozenset(terms(text)))

    def has(self, word: str) -> bool:
        return self._has(word) or any(
            all(self._has(part) for part in words_of(meaning))
            for meaning in load_glossary().synonyms(word)
        )

    def _has(self, word: str) -> bool:
        if word in self.words or self.stems.issuperset(terms(word)):
            return True
        if len(word) < LONG_ENOUGH_TO_SLIP:
            return False
        beginning = word[: max(LONG_ENOUGH_TO_SLIP, math.ceil(SAME_BEGINNING * len(word)))]
        if any(other.startswith(beginning) for other in self.words):  # "violent", "violence"
            return True
        return bool(get_close_matches(word, self.words, n=1, cutoff=SPELLED_ALIKE))


def _sentences(markdown: str) -> list[str]:
    return [plain(sentence).strip() for sentence in _SENTENCE.split(markdown)]


def _parts(article: Article) -> list[tuple[str, str]]:
    summary = f"{article.title}\n{article.summary}"
    return [(SUMMARY, summary)] + [(s.heading, s.body_markdown) for s in article.sections]
