"""Police acronyms, jargon and text-speak: what they stand for, for search and for reading."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.errors import KnowledgeError
from knowledge.spelling import count_words

GLOSSARY_FILE: Final = Path(__file__).parent / "glossary.yml"
_BRACKETED: Final = re.compile(r"\s*\([^)]*\)")
_Form = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]


class Term(BaseModel):
    """One entry. `case: exact` counts only as written; `display: false` is for search alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    term: _Form
    means: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]
    also: tuple[_Form, ...] = ()
    case: Literal["exact"] | None = None
    search: Annotated[tuple[_Form, ...], Field(max_length=4)] = ()
    display: bool = True


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text uses a term: `text[start:end]`."""

    start: int
    end: int
    term: Term


class Glossary:
    """Finds terms in texts, short form or long. The longest match counts, from the left."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self._short: dict[str, Term] = {}
        self._long: dict[str, Term] = {}
        for term in terms:
            for form in (term.term, *term.also):
                self._short[form.casefold()] = term
            if not _is_section(term):
                self._long.setdefault(_BRACKETED.sub("", term.means).casefold(), term)
        self._short_pattern = _pattern(self._short)
        self._any_pattern = _pattern(self._short | self._long)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of a form or a meaning, in lower case."""
        texts = [text for term in self.terms for text in (term.term, term.means, *term.also)]
        return frozenset(count_words(texts))

    def mentions(self, text: str) -> Iterator[Mention]:
        """The short forms `text` uses, from left to right."""
        for match in self._short_pattern.finditer(text):
            # A pattern that ignores case takes ı and İ for i, `casefold` does not: no form of ours.
            term = self._short.get(match[0].casefold())
            if term is not None and _counts(term, match[0]):
                yield Mention(match.start(), match.end(), term)

    def spelled_out(self, text: str) -> str:
        """`text` with what each short form means after it, once each: how an encoder reads it."""
        parts, done, seen = [], 0, set()
        for mention in self.mentions(text):
            if mention.term.term in seen:
                continue
            seen.add(mention.term.term)
            parts += [text[done : mention.end], f" ({_BRACKETED.sub('', mention.term.means)})"]
            done = mention.end
        return "".join((*parts, text[done:]))

    def synonyms(self, text: str) -> list[str]:
        """Other words for the terms in `text`: the long for a short form, the short for a long."""
        found: list[str] = []
        for match in self._any_pattern.finditer(text):
            key = match[0].casefold()
            term = self._short.get(key)
            if term is not None and _counts(term, match[0]):
                found += [_BRACKETED.sub("", term.means), *term.search]
            elif key in self._long:
                found += [self._long[key].term, *self._long[key].also]
        return list(dict.fromkeys(found))


@lru_cache(maxsize=4)
def load_glossary(file: Path = GLOSSARY_FILE) -> Glossary:
    """The glossary of a file. Raises KnowledgeError if it is malformed or says a form twice."""
    try:
        terms = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).terms
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError(str(error), file=str(file), accepted="a list of terms") from error
    _require_distinct(terms, file)
    return Glossary(tuple(terms))


def glossary_hash(glossary: Glossary) -> str:
    """A sha256 in hex over every entry."""
    text = "\n".join(term.model_dump_json() for term in glossary.terms)
    return hashlib.sha256(text.encode()).hexdigest()


def _require_distinct(terms: list[Term], file: Path) -> None:
    owners: dict[str, str] = {}
    for term in terms:
        for form in {term.term.casefold(), *(form.casefold() for form in term.also)}:
            if form in owners:
                raise KnowledgeError(
                    f"{form!r} stands under {owners[form]} and {term.term}",
                    file=str(file),
                    accepted="each form once",
                )
            owners[form] = term.term


def _counts(term: Term, written: str) -> bool:
    """An exact term counts as it is written in the glossary; its other spellings in any case."""
    return term.case is None or written == term.term or written.casefold() != term.term.casefold()


def _is_section(term: Term) -> bool:
    """Whether its meaning describes a section of an Act, which nobody types as it stands."""
    return bool(re.fullmatch(r"s\d+[A-Za-z]*", term.term))


def _pattern(forms: Mapping[str, Term]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    body = "|".join(re.escape(form) for form in longest_first)
    return re.compile(rf"(?<![\w&/.'])(?:{body})(?![\w&/]|['.]\w)", re.IGNORECASE)
