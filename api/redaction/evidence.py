"""How much the words around a place speak for a name there."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from api.redaction.cues import Cues, cues
from api.redaction.kinds import Kind
from api.redaction.lexicon import Lexicon, lexicon
from api.redaction.reading import Reading

_AND_MORE: Final = re.compile(rf"{Kind.NAME.mark}\s?(?:,|/|&|\+|and|n|or|,\s?and)\s?$", re.I)
# ": ", " - ", " (", ", ", " '": what may stand between a cue and its name.
_LABEL_GAP: Final = re.compile(
    r"\s?[:=]\s{0,2}|[ \t]?[\-–][ \t]?|[ \t]?\([ \t]?|,?[ \t]{1,2}['\"‘“]?"
)
_NUMBERED_GAP: Final = re.compile(r"\s?[0-9]{1,2}[\s:,\-(]{1,3}")  # "v1 Kai", "IP2: Kai"
_COLLAR_GAP: Final = re.compile(rf"[\s,]?{Kind.COLLAR_NUMBER.mark}[\s,]{{1,2}}")


class Trust(IntEnum):
    """How much the surroundings of a word speak for a name."""

    NONE = 0  # nothing does: a first name with a surname, or one that is nothing else
    KNOWN = 1  # what people are called, if it has a capital or is nothing else
    PERSON = 2  # also a word that we do not know
    CERTAIN = 3  # any capitalised word


@dataclass(frozen=True)
class Evidence:
    """Reads the surroundings of one word after another."""

    reading: Reading
    cues: Cues
    known: Lexicon

    @classmethod
    def of(cls, reading: Reading) -> "Evidence":
        """Return what reads the surroundings in `reading`."""
        return cls(reading, cues(), lexicon())

    def trust(self, place: int) -> Trust:
        """Return how much speaks for a name that begins at `place`."""
        start = self.reading.words[place].start
        if _AND_MORE.search(self.reading.text, max(0, start - 8), start):
            return Trust.KNOWN
        return max(self._before(place), self._after(place))

    def is_capital_list(self, place: int) -> bool:
        """Say whether the word before `place` is capitalised and joined to it."""
        gap = self.reading.gap(place)
        return gap is not None and gap.isspace() and self.reading.words[place - 1].is_capital

    def _before(self, place: int) -> Trust:
        gap, cues = self.reading.gap(place), self.cues
        if gap is None:
            return Trust.NONE
        before = self.reading.keys(place - 6, place)
        last, is_spaced = before[-1], not gap.strip(" \t\u00a0.")
        if last in cues.titles and is_spaced:
            return Trust.CERTAIN
        if last in cues.ranks and (is_spaced or _COLLAR_GAP.fullmatch(gap)):
            is_sure = last in cues.short_ranks and not self.reading.words[place].is_capital
            return Trust.CERTAIN if is_sure else Trust.PERSON
        if last in cues.numbered_roles:
            return Trust.PERSON if _NUMBERED_GAP.fullmatch(gap) else Trust.NONE
        if last in cues.roles and _NUMBERED_GAP.fullmatch(gap):
            return Trust.PERSON
        if _LABEL_GAP.fullmatch(gap) is None:
            return Trust.NONE
        return max(self._called(place, before, gap), self._acting(place, before, gap))

    def _called(self, place: int, before: list[str], gap: str) -> Trust:
        """Trust after "called", "aka", "name:", "his name is"."""
        cues, last = self.cues, before[-1]
        if last in cues.named_alone:
            return Trust.CERTAIN
        if last in cues.named or before[-2:] == ["known", "as"]:
            return Trust.CERTAIN if self._of_a_person(before) else Trust.NONE
        if last == "as" and before[-2:-1] and before[-2] in cues.recorded_as:
            return Trust.CERTAIN if self._of_a_person(before) else Trust.NONE
        is_capital = self.reading.words[place].is_capital
        if last in cues.name_words and (is_capital or not gap.isspace()):
            return Trust.CERTAIN if ":" in gap or self._of_a_person(before) else Trust.NONE
        if last not in cues.linking:
            return Trust.NONE
        rest = [key for key in before if key not in cues.linking and key not in ("to", "by", "a")]
        if rest and rest[-1] in cues.name_words:
            return Trust.CERTAIN if self._of_a_person(rest) else Trust.NONE
        if rest and rest[-1] in cues.roles:
            return Trust.PERSON if is_capital else Trust.KNOWN
        return Trust.NONE

    def _acting(self, place: int, before: list[str], gap: str) -> Trust:
        """Trust after a role or a verb: "victim", "arrested", "spoke to", "mother of"."""
        cues, last = self.cues, before[-1]
        second = before[-2] if len(before) > 1 else ""
        if last in cues.roles:
            return Trust.NONE if self._in_a_title(place - 1) else Trust.PERSON
        if last in cues.done_to_people and gap.isspace():
            return Trust.PERSON
        if last in cues.address:
            return Trust.KNOWN
        if last in cues.particles_after_told and second in self._spoken_verbs():
            key = self.reading.words[place].key
            is_sure = last not in cues.particles_of_things or self.known.is_strong(key)
            return Trust.KNOWN if is_sure else Trust.NONE
        of_kin = last == "of" and second in cues.kin
        return Trust.KNOWN if of_kin or (last == "and" and second in cues.roles) else Trust.NONE

    def _spoken_verbs(self) -> frozenset[str]:
        return self.cues.told | self.cues.done_to_people | self.cues.address

    def _in_a_title(self, place: int) -> bool:
        """Say whether a role is part of a title: "the National Driver Retraining Scheme"."""
        role = self.reading.words[place]
        return role.is_capital and not role.is_upper and self.is_capital_list(place)

    def _of_a_person(self, before: list[str]) -> bool:
        """Say whether the words before "called" and the like speak of a person."""
        cues = self.cues
        for key in before[-2::-1]:
            if key in cues.things:
                return False
            if key in cues.roles or key in cues.persons or key in cues.of_a_person:
                return True
        return before[-1] in cues.name_words

    def _after(self, place: int) -> Trust:
        """Trust by the words after: "Kowalski said", "Hussain was arrested", "Rees dob"."""
        if self._on_record(place):
            return Trust.PERSON
        cues, known, words = self.cues, self.known, self.reading.words
        if not self.reading.is_joined(place) or words[place + 1].is_capital:
            return Trust.NONE
        key, following = words[place].key, self.reading.keys(place + 1, place + 4)
        if following[0] in cues.did and (known.is_strong(key) or self._is_weak_first(place)):
            return Trust.KNOWN
        if following[0] in cues.being and known.is_strong(key):
            rest = [word for word in following[1:] if word not in cues.between]
            return Trust.KNOWN if rest and rest[0] in cues.was_done else Trust.NONE
        return Trust.NONE

    def _on_record(self, place: int) -> bool:
        """Say whether a record of the person follows, after three more words at most."""
        for step in range(place, place + 4):
            if not self.reading.is_joined_initial(step):
                return False
            key = self.reading.words[step + 1].key
            if key in self.cues.record_after:
                return True
            if len(key) > 1 and self.known.is_word(key):
                return False
        return False

    def _is_weak_first(self, place: int) -> bool:
        """Say whether a first name that is a word too stands in the middle of a sentence."""
        word, gap = self.reading.words[place], self.reading.gap(place)
        is_mid = gap is not None and gap.isspace() and not self.reading.words[place - 1].is_capital
        return is_mid and word.is_capital and word.key in self.known.first
