"""Where people are named: by a cue before or after, or by a first name with what follows it.

No model. Each word is looked up in the lexicon and judged by how much its surroundings speak for a
name (`Trust`); then as many words are taken as belong to it, unless what stands around makes it the
name of a street, a law, a charity or a scholar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from api.redaction.kinds import Kind, Span
from api.redaction.lexicon import Lexicon, lexicon
from api.redaction.words import fold, words_of

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|&")
_POSSESSIVE: Final = re.compile(r"['’]s$", re.IGNORECASE)
_PREFIXED: Final = re.compile(r"(?:o'|mc|mac(?=[^aeh])|fitz)[a-z]{3,}")
_EVERYDAY_CHARS: Final = 4  # shorter ones in small letters are too often something else
_JOINED: Final = re.compile(r"[ \t\u00a0]{1,2}")
_AFTER_INITIAL: Final = re.compile(r"\.?[ \t\u00a0]{0,2}")
_AND_MORE: Final = re.compile(
    rf"{Kind.NAME.mark}\s?(?:,|/|&|\+|and|n|or|,\s?and)\s?$", re.IGNORECASE
)
_LABEL_GAP: Final = re.compile(
    r"\s?[:=]\s{0,2}|[ \t]?[\-–][ \t]?|[ \t]?\([ \t]?|,?[ \t]{1,2}['\"‘“]?"
)
_QUOTED: Final = re.compile(r"[ \t]['\"‘“]$|['\"‘“]$")
_YEAR_AFTER: Final = re.compile(
    r"(?:['’]s)?\s?\(?(?:18|19|20)[0-9]{2}\b|\s(?:et al|and colleagues)\b"
)
LONGEST: Final = 4  # words of one name, particles aside


class Trust(IntEnum):
    """How much the surroundings of a word speak for a name."""

    NONE = 0  # nothing does: a first name with a surname, or one that is nothing else
    KNOWN = 1  # what people are called, if it has a capital or is nothing else
    PERSON = 2  # also a capitalised word that we do not know
    CERTAIN = 3  # any capitalised word; in small letters what we do not know


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: `start` to `end` without a possessive, folded as `key`."""

    start: int
    end: int
    text: str
    key: str
    is_capital: bool
    is_upper: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """The words that speak for or against a name, by `name_cues.yml`."""

    titles: frozenset[str]
    ranks: frozenset[str]
    learned: frozenset[str]
    roles: frozenset[str]
    kin: frozenset[str]
    persons: frozenset[str]
    things: frozenset[str]
    named: frozenset[str]
    named_alone: frozenset[str]
    name_words: frozenset[str]
    of_a_person: frozenset[str]
    linking: frozenset[str]
    done_to_people: frozenset[str]
    told: frozenset[str]
    particles_after_told: frozenset[str]
    address: frozenset[str]
    did: frozenset[str]
    was_done: frozenset[str]
    public_after: frozenset[str]
    public_after_small: frozenset[str]
    public_before: frozenset[str]
    at_a_place: frozenset[str]
    never: frozenset[str]
    being: frozenset[str]
    between: frozenset[str]
    particles: frozenset[str]
    short_but_sure: frozenset[str]


@lru_cache
def cues() -> Cues:
    """Return the cues, read once."""
    return Cues(**words_of("name_cues.yml"))


def names(text: str) -> Iterator[Span]:
    """Yield where people are named, in order."""
    reading = _Reading(text)
    found = list(reading.find())
    if found:
        found = sorted({*found, *reading.again(found)})
    yield from found


class _Reading:
    """One text as words, and the names found in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: Lexicon = lexicon()
        self.cues: Cues = cues()
        self.words = list(_words(text))

    def find(self) -> Iterator[Span]:
        """Yield the names from left to right."""
        place, count = 0, len(self.words)
        while place < count:
            end = self._name_at(place)
            if end > place:
                yield self.words[place].start, self.words[end - 1].end
                place = end
            else:
                place += 1

    def again(self, found: list[Span]) -> Iterator[Span]:
        """Yield where a part of a name that was found stands alone, with a capital."""
        parts = {
            word.key
            for word in self.words
            for start, end in found
            if start <= word.start
            and word.end <= end
            and len(word.key) > 2
            and self.known.is_unknown(word.key)
        }
        if not parts:
            return
        for place, word in enumerate(self.words):
            inside = any(start <= word.start < end for start, end in found)
            if inside or word.key not in parts or not word.is_capital:
                continue
            if not self._is_public(place, place + 1, Trust.NONE):
                yield word.start, word.end

    def _name_at(self, place: int) -> int:
        """Return where the name that begins at `place` ends; `place` where none does."""
        word = self.words[place]
        if word.key in self.known.never or (len(word.key) < 2 and not word.is_capital):
            return place
        trust = self._trust(place)
        begins = self._begins(place, trust)
        if not begins:
            return place
        end = self._extend(place, trust)
        if end == place + 1 and not self._stands_alone(place, trust):
            return place
        return place if self._is_public(place, end, trust) else end

    # What speaks for a name -----------------------------------------------------------------

    def _trust(self, place: int) -> Trust:
        """Return how much the words around `place` speak for a name there."""
        gap = self._gap(place)
        if _AND_MORE.search(
            self.text[max(0, self.words[place].start - 8) : self.words[place].start]
        ):
            return Trust.KNOWN
        if place == 0 or gap is None:
            return max(self._after(place), Trust.NONE)
        return max(self._before(place, gap), self._after(place))

    def _gap(self, place: int) -> str | None:
        """Return what stands between `place` and the word before it; None if that is far."""
        if place == 0:
            return None
        gap = self.text[self.words[place - 1].end : self.words[place].start]
        return gap if len(gap) <= 4 and "\n" not in gap else None

    def _before(self, place: int, gap: str) -> Trust:
        cues, before = self.cues, [word.key for word in self.words[max(0, place - 6) : place]]
        last = before[-1]
        second = before[-2] if len(before) > 1 else ""
        is_spaced = gap.strip(".") == "" or gap.isspace() or not gap.strip(" .")
        if is_spaced and last in cues.titles:
            return Trust.CERTAIN
        if is_spaced and last in cues.ranks:
            return Trust.PERSON
        if _LABEL_GAP.fullmatch(gap) is None:
            return Trust.NONE
        if last in cues.named_alone:
            return Trust.CERTAIN
        if last in cues.named or (last == "as" and second == "known"):
            return Trust.CERTAIN if self._of_a_person(before) else Trust.NONE
        if last in cues.name_words and not (gap.isspace() and not self._capital(place)):
            return Trust.CERTAIN if self._of_a_person(before) or ":" in gap else Trust.NONE
        if last in cues.linking:
            return self._after_linking(before)
        if last in cues.roles:
            return Trust.NONE if self._in_a_title(place - 1) else Trust.PERSON
        return self._after_a_verb(last, second, gap)

    def _in_a_title(self, place: int) -> bool:
        """Say whether a role is part of a title: "the National Driver Retraining Scheme"."""
        role = self.words[place]
        if not role.is_capital or role.is_upper or place == 0:
            return False
        gap, before = self._gap(place), self.words[place - 1]
        return gap is not None and gap.isspace() and before.is_capital

    def _after_linking(self, before: list[str]) -> Trust:
        """Trust after "is", "was" and the like by what stands before those."""
        cues = self.cues
        rest = [key for key in before if key not in cues.linking and key not in ("to", "by", "a")]
        if not rest:
            return Trust.NONE
        if rest[-1] in cues.name_words:
            return Trust.CERTAIN if self._of_a_person(rest) else Trust.NONE
        return Trust.KNOWN if rest[-1] in cues.roles else Trust.NONE

    def _after_a_verb(self, last: str, second: str, gap: str) -> Trust:
        cues = self.cues
        if last in cues.done_to_people and gap.isspace():
            return Trust.PERSON
        if last in cues.address:
            return Trust.KNOWN
        spoken = cues.told | cues.done_to_people | cues.address
        if last in cues.particles_after_told and second in spoken:
            return Trust.KNOWN
        if last == "of" and second in cues.kin:
            return Trust.KNOWN
        if last == "and" and second in cues.roles:
            return Trust.KNOWN
        return Trust.NONE

    def _of_a_person(self, before: list[str]) -> bool:
        """Say whether the words before "called" and the like speak of a person."""
        cues = self.cues
        nearest = before[-2::-1]
        for key in nearest:
            if key in cues.things:
                return False
            if key in cues.roles or key in cues.persons or key in cues.of_a_person:
                return True
        last = before[-1]
        return last in cues.name_words and not any(key in cues.things for key in nearest)

    def _after(self, place: int) -> Trust:
        """Trust by the words after: "Kowalski said", "Hussain was arrested"."""
        cues, known = self.cues, self.known
        words = self.words[place + 1 : place + 4]
        if not words or words[0].is_capital or not self._near(place):
            return Trust.NONE
        keys, key = [word.key for word in words], self.words[place].key
        if keys[0] in cues.did and (known.is_strong(key) or self._is_weak_first(place)):
            return Trust.KNOWN
        if keys[0] in cues.being and known.is_strong(key):
            rest = [key for key in keys[1:] if key not in cues.between]
            if rest and rest[0] in cues.was_done:
                return Trust.KNOWN
        return Trust.NONE

    def _is_weak_first(self, place: int) -> bool:
        """Say whether a first name that is a word too stands in the middle of a sentence."""
        word, gap = self.words[place], self._gap(place)
        is_mid = gap is not None and gap.isspace() and not self.words[place - 1].is_capital
        return is_mid and word.is_capital and word.key in self.known.first

    def _near(self, place: int) -> bool:
        """Say whether only a space stands between `place` and the next word."""
        if place + 1 >= len(self.words):
            return False
        between = self.text[self.words[place].end : self.words[place + 1].start]
        return _JOINED.fullmatch(between) is not None

    # What is a name -------------------------------------------------------------------------

    def _capital(self, place: int) -> bool:
        return self.words[place].is_capital

    def _begins(self, place: int, trust: Trust) -> bool:
        """Say whether the word at `place` can be the first of a name."""
        word, known = self.words[place], self.known
        key = word.key
        if len(key) == 1:
            return word.is_capital and self._is_initial(place, trust)
        if key in self.cues.particles and not known.is_strong_first(key):
            return (
                trust >= Trust.PERSON
                and place + 1 < len(self.words)
                and self._near(place)
                and (self._begins(place + 1, trust))
            )
        if _PREFIXED.fullmatch(key) and (word.is_capital or trust >= Trust.KNOWN):
            return trust > Trust.NONE or self._surname_follows(place)
        if word.is_capital:
            return self._begins_with_a_capital(place, word, trust)
        if trust >= Trust.CERTAIN:
            return known.is_name(key) or (known.is_unknown(key) and len(key) > 2)
        return known.is_strong_first(key) or (trust >= Trust.KNOWN and known.is_strong(key))

    def _begins_with_a_capital(self, place: int, word: Word, trust: Trust) -> bool:
        known, key = self.known, word.key
        is_acronym = word.is_upper and len(key) < 5 and not known.is_name(key)
        if word.is_upper and trust < Trust.PERSON and not self._in_capitals_around(place):
            return False
        if trust >= Trust.CERTAIN:
            return not is_acronym
        if trust >= Trust.PERSON:
            if word.is_upper and len(key) < 5 and not known.is_surname(key):
                return known.is_strong_first(key)
            return known.is_name(key) or (known.is_unknown(key) and not is_acronym)
        if trust >= Trust.KNOWN and key not in known.places:
            return known.is_name(key)
        if known.is_strong_first(key):
            return True
        return self._surname_follows(place) and (key in known.first or known.is_unknown(key))

    def _in_capitals_around(self, place: int) -> bool:
        """Say whether a surname follows a word in capitals; alone it is an acronym: "SID"."""
        return self._near(place) and self._is_surname(place + 1, self.words[place], Trust.NONE)

    def _is_initial(self, place: int, trust: Trust) -> bool:
        """Say whether one letter is the initial of a surname: "J Smith", "J. Smith"."""
        word = self.words[place]
        if place + 1 >= len(self.words):
            return False
        following = self.words[place + 1]
        between = self.text[word.end : following.start]
        if _AFTER_INITIAL.fullmatch(between) is None or not following.is_capital:
            return False
        if len(following.key) == 1:
            return self._is_initial(place + 1, trust)
        if word.key in ("i", "a") and "." not in between:
            return trust > Trust.NONE and self.known.is_strong(following.key)
        if trust >= Trust.PERSON:
            return self._begins(place + 1, trust)
        return self.known.is_surname(following.key)

    def _surname_follows(self, place: int) -> bool:
        """Say whether a capitalised surname that is nothing else comes next."""
        if not self._near(place):
            return False
        following = self.words[place + 1]
        key, known = following.key, self.known
        if not following.is_capital:
            return False
        if known.is_strong(key) or key in self.cues.public_after:
            return known.is_surname(key) and known.is_strong(key)
        is_first = self.words[place].key in known.first
        return (is_first and known.is_surname(key)) or _PREFIXED.fullmatch(key) is not None

    def _stands_alone(self, place: int, trust: Trust) -> bool:
        """Say whether one word is a name enough without another."""
        word, known = self.words[place], self.known
        if trust > Trust.NONE:
            return True
        if not known.is_strong_first(word.key):
            return False
        if not word.is_capital:
            return word.key in self.cues.short_but_sure or len(word.key) >= _EVERYDAY_CHARS
        return place == 0 or self.words[place - 1].key not in self.cues.at_a_place

    def _extend(self, place: int, trust: Trust) -> int:
        """Return the end of the name that begins at `place`."""
        end, taken = place + 1, 1
        while end < len(self.words) and taken < LONGEST:
            step = self._continues(end, trust)
            if step == 0:
                break
            end, taken = end + step, taken + 1
        return end

    def _continues(self, place: int, trust: Trust) -> int:
        """Return how many words from `place` on belong to the name before them."""
        previous, word = self.words[place - 1], self.words[place]
        between = self.text[previous.end : word.start]
        joined = _AFTER_INITIAL if len(previous.key) == 1 else _JOINED
        if joined.fullmatch(between) is None:
            return 0
        if word.key in self.cues.particles and place + 1 < len(self.words) and self._near(place):
            following = self.words[place + 1]
            step = 2 if following.key in self.cues.particles else 1
            if place + step < len(self.words) and self._is_surname(place + step, previous, trust):
                return step + 1
        if len(word.key) == 1 and word.is_capital and previous.is_capital:
            more = place + 1 < len(self.words) and self._is_surname(place + 1, previous, trust)
            return 1 if more else 0
        return 1 if self._is_surname(place, previous, trust) else 0

    def _is_surname(self, place: int, previous: Word, trust: Trust) -> bool:
        """Say whether the word at `place` goes on with the name that `previous` is part of."""
        word, known = self.words[place], self.known
        key = word.key
        if key in known.never or len(key) < 2:
            return False
        if word.is_capital:
            if word.is_upper and len(key) < 4 and not known.is_name(key):
                return False
            return (
                known.is_name(key) or known.is_unknown(key) or _PREFIXED.fullmatch(key) is not None
            )
        if known.is_strong(key) or _PREFIXED.fullmatch(key):
            return True
        if previous.is_capital:
            return False
        if key in known.surnames_in_small:
            return True
        return trust >= Trust.CERTAIN and known.is_unknown(key) and len(key) > 3

    # What speaks against a name -------------------------------------------------------------

    def _is_public(self, place: int, end: int, trust: Trust) -> bool:
        """Say whether it is the name of a place, a law, an organisation or a scholar."""
        cues = self.cues
        before = self.words[place - 1].key if place else ""
        if before in cues.public_before and self._gap(place) is not None:
            return True
        has_title = before in cues.titles | cues.ranks and before not in cues.learned
        if self._is_scholar(place, end, before):
            return True
        if has_title or end >= len(self.words):
            return False
        following = self.words[end]
        between = self.text[self.words[end - 1].end : following.start]
        if _POSSESSIVE_GAP.sub("", between).strip(" \t") not in ("", "-"):
            return _YEAR_AFTER.match(self.text, self.words[end - 1].end) is not None
        if _YEAR_AFTER.match(self.text, self.words[end - 1].end):
            return True
        is_small = not following.is_capital
        if following.key in (cues.public_after_small if is_small else cues.public_after):
            return True
        return before in cues.learned and following.key in cues.public_after

    def _is_scholar(self, place: int, end: int, before: str) -> bool:
        full = " ".join(word.key for word in self.words[place:end])
        last = self.words[end - 1].key
        following = self.words[end].key if end < len(self.words) else ""
        if f"{full} {following}" in self.known.public:
            return True
        if full in self.known.public:
            return end > place + 1 or before not in self.cues.titles | (
                self.cues.ranks - self.cues.learned
            )
        return last in self.known.public and before in self.cues.learned


_POSSESSIVE_GAP: Final = re.compile(r"^['’][sS]\b")


def _words(text: str) -> Iterator[Word]:
    """Yield the words of `text`; capitals count only where not everything is in capitals."""
    letters = [char for char in text if char.isalpha()]
    shouted = sum(char.isupper() for char in letters) > 0.8 * len(letters) and len(letters) > 12
    for match in _WORD.finditer(text):
        word = match[0]
        bare = _POSSESSIVE.sub("", word)
        is_capital = word[0].isupper() and not shouted
        is_upper = is_capital and len(bare) > 1 and bare[:2].isupper()
        yield Word(match.start(), match.start() + len(bare), bare, fold(bare), is_capital, is_upper)
