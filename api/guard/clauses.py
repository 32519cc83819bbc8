"""The parts of a message that are judged by themselves.

A calm frame in one sentence must not silence an emergency in the next, and an emergency in the
middle of a long ramble must not be outweighed by it.
"""

from dataclasses import dataclass

from api.guard.reading import ENDS

WHOLE_MAX_WORDS = 45  # up to here a message is also judged as a whole
PART_MAX_WORDS = 28  # a longer sentence is cut into overlapping parts
MIN_WORDS = 3
_CLAUSE_MIN_WORDS = 6
_LINKS = frozenset({"and", "but", "so", "then", "because", "cos", "while", "when", ",", "i", "we"})
_TURNS = frozenset({"but", "anyway", "also", "however", "btw"})


@dataclass(frozen=True, slots=True)
class Part:
    """Words that are judged together, and what else the message says (None: nothing else)."""

    words: list[str]
    rest: list[str] | None = None

    @property
    def text(self) -> str:
        """The words as one line."""
        return " ".join(self.words)


def parts_of(words: list[str]) -> list[Part]:
    """Return what to judge: first the whole message if it is short, then its sentences.

    A message of one short sentence has one part. Parts are in the order of the message.
    """
    sentences = [s for s in _sentences(words) if _spoken(s) >= MIN_WORDS]
    whole = [Part(words)] if len(words) <= WHOLE_MAX_WORDS else []
    if whole and len(sentences) < 2:
        return whole
    cut = [part for sentence in sentences for part in _cut(sentence)]
    return whole + [Part(part, _rest(cut, at)) for at, part in enumerate(cut)]


def _rest(parts: list[list[str]], at: int) -> list[str]:
    """Return the parts before and after: what is further away says little about this one."""
    return [
        word for part in (*parts[max(0, at - 1) : at], *parts[at + 1 : at + 2]) for word in part
    ]


def _spoken(words: list[str]) -> int:
    return sum(word[0].isalnum() for word in words)


def _sentences(words: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in words:
        if word in _TURNS and _spoken(found[-1]) >= MIN_WORDS:
            found.append([])
        found[-1].append(word)
        if word in ENDS:
            found.append([])
    return found


def _cut(sentence: list[str]) -> list[list[str]]:
    """Return a sentence, or of one that does not end its clauses and overlapping stretches."""
    if len(sentence) <= WHOLE_MAX_WORDS:
        return [sentence]
    step = PART_MAX_WORDS // 2
    stretches = [sentence[at : at + PART_MAX_WORDS] for at in range(0, len(sentence) - step, step)]
    return _clauses(sentence) + stretches


def _clauses(sentence: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in sentence:
        if (word in _LINKS and len(found[-1]) >= _CLAUSE_MIN_WORDS) or len(found[-1]) >= (
            PART_MAX_WORDS
        ):
            found.append([])
        found[-1].append(word)
    return found
