"""Officers' sentences with invented identifiers in them, and clean ones full of traps.

Two seeds: `dev`, whose errors the author of redaction may look at, and `test`, of which only
figures are given. They share no value and no sentence. Test has wording and names of its own
beside the shared ones (`wording/held_out.yml`), and clean sentences of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar
from zlib import crc32

import yaml
from pydantic import BaseModel

from knowledge import load_articles
from tests.api.redaction.planting import people
from tests.api.redaction.planting.identifiers import Identifier
from tests.api.redaction.planting.makers import MAKERS
from tests.api.redaction.planting.places import address

HERE = Path(__file__).parent
ARTICLES = Path(__file__).resolve().parents[3] / "knowledge" / "articles"
# At least so many of each kind; sentences with several kinds bring more.
QUOTAS = Counter(
    name=1000, phone=240, email=130, registration=280, postcode=200, address=220, dob=200, ni=130,
    nhs=130, passport=110, driving_licence=110, bank_card=130, bank_account=110,
    crime_reference=160, custody_reference=120, incident_reference=170, pnc_id=120,
    collar_number=160, social_handle=160,
)  # fmt: skip
MIXED = 260
CLEAN = 2200
CLEAN_QUESTIONS = 1100  # of which so many are sample questions of the articles
_KINDS = {
    "handle": "social_handle",
    "handle_name": "social_handle",
    "titled": "name",
    "surname": "name",
}
Offered = TypeVar("Offered")
_SLOT = re.compile(r"\{(\w+)\}")
# A sample question that names somebody, if an invented one, is not clean.
_SOMEONE = re.compile(r"\b(Mr|Mrs|Ms|Miss) [A-Z]|\b(lad|man|boy|woman|girl) called [A-Z]")
_SHORTHAND = {
    "suspect": "susp", "victim": "vic", "and": "&", "with": "w", "about": "abt", "again": "agen",
    "the": "teh", "because": "cos", "something": "summat", "their": "there", "know": "no",
    "keeps": "keep", "problem": "prob", "please": "pls", "wants": "want",
}  # fmt: skip


class Seed(StrEnum):
    """Which of the two corpora."""

    dev = "dev"
    test = "test"

    def owns(self, key: str) -> bool:
        """Each value and each sentence belongs to one of the two."""
        return (crc32(key.encode()) % 2 == 0) is (self is Seed.dev)


class Wording(BaseModel, frozen=True, extra="forbid"):
    """One file of `wording/`."""

    forenames: tuple[str, ...]
    surnames: tuple[str, ...]
    streets: tuple[str, ...]
    templates: dict[str, tuple[str, ...]]
    clean: tuple[str, ...]
    clean_templates: tuple[str, ...]
    clean_values: dict[str, tuple[str | int | float, ...]] = {}


@dataclass(frozen=True, slots=True)
class Planted:
    """An identifier of a kind in a sentence."""

    kind: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message with what is planted in it; `unseen` if its wording is the test seed's own."""

    text: str
    planted: tuple[Planted, ...]
    unseen: bool

    def left(self, planted: Planted, redacted: str) -> bool:
        """Whether the identifier is left in the redacted text, its neighbours put aside."""
        for other in self.planted:
            if other is not planted:
                redacted = redacted.replace(other.identifier.text, " ")
        return planted.identifier.left_in(redacted)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All of a seed. `questions` are the articles' own; `written` are clean as well."""

    sentences: tuple[Sentence, ...]
    written: tuple[str, ...]
    questions: tuple[str, ...]


@cache
def wording(name: str) -> Wording:
    """Return the file `wording/NAME.yml`."""
    text = (HERE / "wording" / f"{name}.yml").read_text(encoding="utf-8")
    return Wording.model_validate(yaml.safe_load(text))


@cache
def build(seed: Seed) -> Corpus:
    """Return the seed's corpus, the same at every run."""
    rng = Random(f"redaction {seed}")
    sentences = tuple(_sentences(seed, rng))
    written = tuple(_written(seed, rng))
    asked = {text for article in load_articles(ARTICLES) for text in article.sample_questions}
    own = sorted(text for text in asked if seed.owns(text) and not _SOMEONE.search(text))
    return Corpus(sentences, written, tuple(rng.sample(own, CLEAN_QUESTIONS)))


def _files(seed: Seed) -> list[tuple[Wording, bool]]:
    shared = [(wording("shared"), False)]
    return shared if seed is Seed.dev else [*shared, (wording("held_out"), True)]


def _sentences(seed: Seed, rng: Random) -> Iterator[Sentence]:
    files = _files(seed)
    filler = _Filler(seed, rng, [file for file, _ in files])
    have: Counter[str] = Counter()
    seen: set[str] = set()
    for kind, quota in (("mixed", MIXED), *QUOTAS.items()):
        offered = [(t, unseen) for file, unseen in files for t in file.templates[kind]]
        for template, unseen in _round(rng, offered):
            if have[kind] >= quota:
                break
            sentence = _typed(rng, template, unseen, filler.fill)
            if sentence.text in seen:
                continue
            seen.add(sentence.text)
            have.update(planted.kind for planted in sentence.planted)
            have["mixed"] += kind == "mixed"
            yield sentence


def _round(rng: Random, offered: Sequence[Offered]) -> Iterator[Offered]:
    """Yield all in some order, again and again."""
    while True:
        yield from rng.sample(offered, len(offered))


class _Filler:
    """Makes the identifier for a slot, one that this seed owns."""

    def __init__(self, seed: Seed, rng: Random, files: Sequence[Wording]) -> None:
        self.seed, self.rng = seed, rng
        self.forenames = [name for file in files for name in file.forenames]
        self.surnames = [name for file in files for name in file.surnames]
        self.streets = [street for file in files for street in file.streets]

    def fill(self, slot: str) -> tuple[str, Planted]:
        """Return what stands before the identifier, and the identifier."""
        while True:
            before, found = self._make(slot)
            if self.seed.owns(found.key):
                return before, Planted(_KINDS.get(slot, slot), found)

    def _make(self, slot: str) -> tuple[str, Identifier]:
        if slot == "name":
            return "", people.full_name(self.rng, self.forenames, self.surnames)
        if slot == "titled":
            title, found = people.titled(self.rng, self.forenames, self.surnames)
            return f"{title} ", found
        if slot == "surname":
            return "", people.surname(self.rng, self.surnames)
        if slot == "address":
            return "", address(self.rng, self.streets)
        return "", MAKERS[slot](self.rng)


def _typed(
    rng: Random, template: str, unseen: bool, fill: Callable[[str], tuple[str, Planted]]
) -> Sentence:
    """The template, its slots filled, its other words as a thumb leaves them."""
    hand = _hand(rng)
    text, planted = "", []
    for i, piece in enumerate(_SLOT.split(template)):
        if i % 2 == 0:
            text += hand(piece)
            continue
        before, found = fill(piece)
        text += before + found.identifier.text
        planted.append(found)
    if rng.random() < 0.06:
        text = text.upper()
        planted = [_shouted(found) for found in planted]
    if rng.random() < 0.25:
        text += rng.choice([".", "?", "!", " thx", ".."])
    return Sentence(text, tuple(planted), unseen)


def _shouted(found: Planted) -> Planted:
    identifier = replace(found.identifier, text=found.identifier.text.upper())
    return Planted(found.kind, identifier)


def _hand(rng: Random) -> Callable[[str], str]:
    """How one sentence is typed: as written, all small, in shorthand, or with a slip."""
    way = rng.random()
    if way < 0.6:
        return lambda piece: piece
    if way < 0.78:
        return str.lower
    if way < 0.92:
        return lambda piece: re.sub(r"[a-z]+", lambda word: _SHORTHAND.get(word[0], word[0]), piece)
    return lambda piece: _slip(rng, piece)


def _slip(rng: Random, piece: str) -> str:
    """Two letters of one longer word change places."""
    words = list(re.finditer(r"[a-z]{5,}", piece))
    if not words:
        return piece
    at = rng.randrange((word := rng.choice(words)).start() + 1, word.end() - 1)
    return piece[:at] + piece[at + 1] + piece[at] + piece[at + 2 :]


def _written(seed: Seed, rng: Random) -> Iterator[str]:
    """Clean sentences of ours: the seed's own fixed ones, and templates filled."""
    fixed = wording("shared" if seed is Seed.dev else "held_out").clean
    yield from fixed
    templates = [t for file, _ in _files(seed) for t in file.clean_templates]
    values = dict(wording("shared").clean_values)
    values["street"] = tuple(street for file, _ in _files(seed) for street in file.streets)
    seen = set(fixed)
    for template in _round(rng, templates):
        if len(seen) >= CLEAN - CLEAN_QUESTIONS:
            return
        hand = _hand(rng)
        pieces = _SLOT.split(template)
        for i, piece in enumerate(pieces):
            pieces[i] = hand(piece) if i % 2 == 0 else str(rng.choice(values[piece]))
        text = "".join(pieces)
        if seed.owns(text) and text not in seen:
            seen.add(text)
            yield text
