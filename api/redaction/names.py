"""Where people are named: by a cue before or after, or by a first name with what follows it.

No model. Each word is looked up in the lexicon and judged by how much its surroundings speak for a
name (`Trust`); then as many words are taken as belong to it, unless what stands around makes it the
name of a street, a law, a charity or a scholar.
"""

import re
from collections.abc import Iterator
from typing import Final

from api.redaction.evidence import Evidence, Trust
from api.redaction.kinds import Span
from api.redaction.reading import Reading, Word

_PREFIXED: Final = re.compile(r"(?:o'|mc|mac(?=[^aeh])|fitz)[a-z]{3,}(?:-[a-z]+)?")
_INITIAL_IN_SMALL: Final = re.compile(r"[b-hj-mo-qtvz]")  # not "a", "i", "n", "r", "s", "u", "w"
_YEAR_AFTER: Final = re.compile(
    r"(?:['’]s)?\s?\(?(?:18|19|20)[0-9]{2}\b|\s(?:et al|and colleagues)\b"
)
_COMMA: Final = re.compile(r",[ \t]{0,2}")
_SURE_CHARS: Final = 4  # a shorter word in small letters is too often something else
_SHOUTED_CHARS: Final = 5  # a shorter word in capitals is an acronym
LONGEST: Final = 4  # words of one name, particles aside


def names(text: str) -> Iterator[Span]:
    """Yield where people are named."""
    search = _Search(Reading.of(text))
    found = list(search.find())
    yield from found
    if found:
        yield from search.again(found)


class _Search:
    """The search through one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.words = reading, reading.words
        self.evidence = Evidence.of(reading)
        self.known, self.cues = self.evidence.known, self.evidence.cues

    def find(self) -> Iterator[Span]:
        """Yield the names from left to right."""
        place = 0
        while place < len(self.words):
            end = self._name_at(place)
            if end > place:
                yield self.words[place].start, self.words[end - 1].end
            place = max(end, place + 1)

    def again(self, found: list[Span]) -> Iterator[Span]:
        """Yield where a part of a name that was found stands alone, with a capital."""
        inside = [word for word in self.words if _within(word, found)]
        parts = {word.key for word in inside if len(word.key) > 2}
        parts = {key for key in parts if not self.known.is_common(key)}
        for place, word in enumerate(self.words):
            if word.key not in parts or not word.is_capital or _within(word, found):
                continue
            if not self._is_public(place, place + 1, Trust.NONE):
                yield word.start, word.end

    def _name_at(self, place: int) -> int:
        """Return where the name that begins at `place` ends; `place` where none does."""
        word, key = self.words[place], self.words[place].key
        if len(key) > 1 and key in self.known.never and not self._is_will_hussain(place):
            return place
        if key in self.cues.titles | self.cues.ranks | self.cues.roles:
            return place
        if not word.is_capital and key in self.known.ordinary:
            return place
        trust = self.evidence.trust(place)
        if not self._begins(place, trust):
            return place
        end = self._extend(place, trust)
        if end == place + 1 and not self._stands_alone(place, trust):
            return place
        return place if self._is_public(place, end, trust) else end

    # What begins a name ---------------------------------------------------------------------

    def _begins(self, place: int, trust: Trust) -> bool:
        """Say whether the word at `place` can be the first of a name."""
        word, known, key = self.words[place], self.known, self.words[place].key
        if len(key) == 1:
            return self._is_initial(place, trust)
        if key in self.cues.particles and not known.is_strong_first(key):
            joined = trust >= Trust.PERSON and self.reading.is_joined(place)
            return joined and self._begins(place + 1, trust)
        if _PREFIXED.fullmatch(key) and (word.is_capital or trust > Trust.NONE):
            return trust > Trust.NONE or self._surname_follows(place)
        if self._is_surname_first(place, trust):
            return True
        if word.is_capital:
            return self._begins_with_a_capital(place, word, trust)
        if trust >= Trust.PERSON and self._may_be_a_name(key):
            return True
        if trust >= Trust.CERTAIN:
            return known.is_name(key) or (known.is_unknown(key) and len(key) > 2)
        if key in known.first and self._strong_surname_follows(place):
            return True
        return known.is_strong_first(key) or (trust >= Trust.KNOWN and known.is_strong(key))

    def _may_be_a_name(self, key: str) -> bool:
        """Say whether a word in small letters is none that we know, and no verb by its end."""
        is_unknown = self.known.is_unknown(key) and len(key) >= _SURE_CHARS
        return is_unknown and not key.endswith(tuple(self.cues.endings))

    def _is_will_hussain(self, place: int) -> bool:
        """Say whether a word that is hardly ever a name is one: "Will Hussain", "jan van Dijk"."""
        return self.words[place].key in self.known.first and self._strong_surname_follows(place)

    def _strong_surname_follows(self, place: int) -> bool:
        """Say whether a surname that is nothing else comes next, particles aside."""
        while self.reading.is_joined(place):
            place += 1
            key = self.words[place].key
            if key not in self.cues.particles:
                return self.known.is_strong(key) and self.known.is_surname(key)
        return False

    def _begins_with_a_capital(self, place: int, word: Word, trust: Trust) -> bool:
        known, key = self.known, word.key
        if word.is_upper and not self._is_no_acronym(place, word, trust):
            return False
        if trust >= Trust.CERTAIN:
            return True
        if trust >= Trust.PERSON:
            return known.is_name(key) or known.is_unknown(key)
        if trust >= Trust.KNOWN and key not in known.places:
            return known.is_name(key)
        if known.is_strong_first(key):
            return True
        if not self._surname_follows(place):
            return False
        is_sure = known.is_strong(self.words[place + 1].key)
        return key in known.first or (is_sure and known.is_unknown(key))

    def _is_no_acronym(self, place: int, word: Word, trust: Trust) -> bool:
        """Say whether a word in capitals can be a name: "KHAN", "Cerys JONES", not "SID"."""
        known, key = self.known, word.key
        if self.reading.is_joined(place) and self._goes_on(place + 1, word, Trust.NONE):
            return True
        if trust >= Trust.PERSON and len(key) >= _SHOUTED_CHARS:
            return True
        if trust >= Trust.PERSON:
            return known.is_surname(key) or known.is_strong_first(key)
        is_long = len(key) >= _SHOUTED_CHARS or trust > Trust.NONE
        return is_long and len(key) >= _SURE_CHARS and known.is_strong_first(key)

    def _is_surname_first(self, place: int, trust: Trust) -> bool:
        """Say whether the surname comes first: "SMITH, John", "KOWALSKA Ewa", "khan, ali"."""
        if place + 1 >= len(self.words):
            return False
        word, following, known = self.words[place], self.words[place + 1], self.known
        if not known.is_strong_first(following.key) or word.is_capital != following.is_capital:
            return False
        is_surname = known.is_surname(word.key) or (
            (word.is_upper or trust >= Trust.KNOWN) and known.is_unknown(word.key)
        )
        between = self.reading.text[word.end : following.start]
        if _COMMA.fullmatch(between):
            return is_surname
        return is_surname and word.is_upper and between == " " and len(word.key) > 2

    def _is_initial(self, place: int, trust: Trust) -> bool:
        """Say whether one letter is the initial of a surname: "J Smith", "j. smith"."""
        if not self.reading.is_joined_initial(place):
            return False
        word, following, known = self.words[place], self.words[place + 1], self.known
        dotted = self.reading.text[word.end] == "."
        if not word.is_capital and (
            trust == Trust.NONE or not self._is_small_initial(word, dotted)
        ):
            return False
        if len(following.key) == 1:
            return self._is_initial(place + 1, trust)
        if word.key in ("i", "a") and not dotted and trust < Trust.PERSON:
            return False
        if _PREFIXED.fullmatch(following.key):
            return True
        if trust >= Trust.KNOWN:
            return known.is_likely(following.key) or known.is_unknown(following.key)
        return following.is_capital and known.is_surname(following.key)

    def _is_small_initial(self, word: Word, dotted: bool) -> bool:
        return dotted or _INITIAL_IN_SMALL.fullmatch(word.key) is not None

    def _surname_follows(self, place: int) -> bool:
        """Say whether a capitalised surname comes next that is no kind of street."""
        if not self.reading.is_joined(place) or not self.words[place + 1].is_capital:
            return False
        key, known = self.words[place + 1].key, self.known
        if _PREFIXED.fullmatch(key):
            return True
        if key in self.cues.public_after:
            return False
        return known.is_surname(key)

    def _stands_alone(self, place: int, trust: Trust) -> bool:
        """Say whether one word is a name enough without another."""
        word = self.words[place]
        if trust > Trust.NONE or self._is_surname_first(place, trust):
            return True
        if not self.known.is_strong_first(word.key):
            return False
        if not word.is_capital:
            return word.key in self.cues.short_but_sure or len(word.key) >= _SURE_CHARS
        return place == 0 or self.words[place - 1].key not in self.cues.at_a_place

    # What goes on with a name ---------------------------------------------------------------

    def _extend(self, place: int, trust: Trust) -> int:
        """Return the end of the name that begins at `place`."""
        end = place + 1
        for _ in range(LONGEST - 1):
            step = self._continues(end, trust) if end < len(self.words) else 0
            end += step
            if step == 0:
                break
        return end

    def _continues(self, place: int, trust: Trust) -> int:
        """Return how many words from `place` on belong to the name before them."""
        previous, word = self.words[place - 1], self.words[place]
        is_after_initial = len(previous.key) == 1 and self.reading.is_joined_initial(place - 1)
        if not is_after_initial and not self.reading.is_joined(place - 1):
            return 0
        if is_after_initial and len(word.key) > 1:
            return 1 if word.key not in self.known.never else 0
        if word.key in self.cues.particles and self.reading.is_joined(place):
            step = 2 if self.words[place + 1].key in self.cues.particles else 1
            if place + step < len(self.words) and self._goes_on(place + step, previous, trust):
                return step + 1
        if len(word.key) == 1:
            more = word.is_capital and place + 1 < len(self.words)
            return 1 if more and self._goes_on(place + 1, previous, trust) else 0
        return 1 if self._goes_on(place, previous, trust) else 0

    def _goes_on(self, place: int, previous: Word, trust: Trust) -> bool:
        """Say whether the word at `place` goes on with the name that `previous` is part of."""
        word, known, key = self.words[place], self.known, self.words[place].key
        if key in known.never or len(key) < 2:
            return False
        if _PREFIXED.fullmatch(key):
            return True
        if word.is_capital:
            if word.is_upper and len(key) < _SURE_CHARS and not known.is_name(key):
                return False
            return known.is_name(key) or known.is_unknown(key)
        if known.is_likely(key):
            return True
        return not previous.is_capital and self._may_be_a_name(key)

    # What speaks against a name -------------------------------------------------------------

    def _is_public(self, place: int, end: int, trust: Trust) -> bool:
        """Say whether it is the name of a place, a law, an organisation or a scholar."""
        gap = self.reading.gap(place)
        before = self.words[place - 1].key if gap is not None and gap.isspace() else ""
        if before in self.cues.public_before or self._is_scholar(place, end, before):
            return True
        if before in self.cues.titles | (self.cues.ranks - self.cues.learned):
            return False
        first, last = self.words[place], self.words[end - 1]
        if trust <= Trust.KNOWN and end > place + 1 and last.key in self.cues.streets:
            return True
        if trust == Trust.NONE and before == "the" and first.is_capital:
            return True
        return self._is_made_public(end, before)

    def _is_made_public(self, end: int, before: str) -> bool:
        """Say whether what follows makes it public: "Road", "'s Law", "(1979)"."""
        last_end = self.words[end - 1].end
        if _YEAR_AFTER.match(self.reading.text, last_end):
            return True
        if end >= len(self.words):
            return False
        following = self.words[end]
        between = self.reading.text[last_end : following.start]
        if between.lower() not in (" ", "  ", "-", "'s ", "’s ", "\t"):
            return False
        if before in self.cues.learned:
            return following.key in self.cues.public_after
        after = self.cues.public_after if following.is_capital else self.cues.public_after_small
        return following.key in after

    def _is_scholar(self, place: int, end: int, before: str) -> bool:
        public, full = self.known.public, " ".join(self.reading.keys(place, end))
        if end < len(self.words) and f"{full} {self.words[end].key}" in public:
            return True
        if full in public:
            titles = self.cues.titles | (self.cues.ranks - self.cues.learned) | self.cues.roles
            return end > place + 1 or before not in titles
        return self.words[end - 1].key in public and before in self.cues.learned


def _within(word: Word, spans: list[Span]) -> bool:
    return any(start <= word.start and word.end <= end for start, end in spans)
