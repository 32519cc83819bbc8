"""The signs that are weighed: words, word classes, their sequences and what comes before what.

Classes let a sign seen of one word count for its kin ("is kicking", "is stabbing"), and order
tells "he is hitting her" from "how do we stop him hitting her".
"""

from itertools import pairwise

from api.guard.clauses import Part
from api.guard.phrases import Said, load_phrases
from api.guard.vocabulary import Vocabulary

_MARKS = frozenset("?!")
_PAUSES = frozenset(".,;:\n")  # how somebody punctuates says nothing of danger
_NO_CLASS = "_"
_NUMBER = "number"
_CALM = frozenset(
    {"ask", "may", "if", "prevent", "advice", "paper", "habit", "past", "was", "later", "?"}
)
_DANGER = frozenset(
    {"weapon", "harm_ing", "harm_ed", "harm", "crime", "medical", "danger", "self", "low"}
    | {"missing", "frail", "safeguard", "place", "body", "entry", "help", "officer", "gone_off"}
)
_PRESENT = frozenset({"now", "fresh", "here", "me"})


def signs_of(part: Part, vocabulary: Vocabulary) -> set[str]:
    """Return the signs in a part (words of `reading.words_of`, spelling put right)."""
    phrases = load_phrases(vocabulary.alternatives)
    words = _without_pauses(phrases.without_figures(part.words))
    line = ["^", *words, "$"]
    classes = [_classes(word, vocabulary) for word in line]
    first = [names[0] for names in classes]
    signs = {f"w {word}" for word in words}
    signs.update(f"w {a} {b}" for a, b in pairwise(line))
    signs.update(f"c {name}" for names in classes for name in names)
    signs.update(f"c {a} {b}" for a, b in pairwise(first))
    signs.update(f"c {a} {b} {c}" for a, b, c in zip(first, first[1:], first[2:], strict=False))
    signs.update(f"m {a} {b}" for a, b in zip(line, first[1:], strict=False))
    signs.update(f"m {a} {b}" for a, b in zip(first, line[1:], strict=False))
    signs.update(_ordered(classes))
    signs.update(_together(classes))
    said = phrases.in_words(words)
    signs.update(said.signs())
    signs.add(f"length {min(6, len(words) // 4)}")
    if part.rest is not None:
        signs.update(_beside(said, phrases.in_words(_without_pauses(part.rest))))
    return signs


def _without_pauses(words: list[str]) -> list[str]:
    return [word for word in words if word not in _PAUSES]


def _beside(said: Said, rest: Said) -> set[str]:
    """Return what the sentences around a part do to it: told beside calm ones it may be a story."""
    signs = {"part", f"part {said.stated}", f"part {said.stated} calm {said.calmness}"}
    signs.add(f"beside {rest.stated} calm {rest.calmness}")
    signs.update(f"beside {name}" for name in rest.calm)
    signs.update(f"part {said.stated} beside {name}" for name in rest.calm)
    return signs


def _classes(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if word in _MARKS or word in "^$":
        return (word,)
    if word.isdigit():
        return (_NUMBER, *vocabulary.classes(word))
    return vocabulary.classes(word) or (_ending(word),)


def _ending(word: str) -> str:
    """Return what the ending of a word of no class tells: doing, done, several, or nothing."""
    for ending in ("ing", "ed", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return f"{_NO_CLASS}{ending}"
    return _NO_CLASS


def _together(classes: list[tuple[str, ...]]) -> set[str]:
    """Return signs of danger and of calm in one: danger without any calm is what counts most."""
    said = {name for names in classes for name in names}
    calm, danger, present = said & _CALM, said & _DANGER, said & _PRESENT
    calmly = f"calm {min(3, len(calm))}"
    signs = {calmly, f"{calmly} danger {min(3, len(danger))}"}
    signs.update(f"{calmly} {name}" for name in danger | present)
    if present:
        signs.update(f"present {name}" for name in danger)
        signs.add(f"{calmly} present danger {min(3, len(danger))}")
    return signs


def _ordered(classes: list[tuple[str, ...]]) -> set[str]:
    """Return a sign for each class that comes anywhere before another."""
    signs: set[str] = set()
    seen: set[str] = set()
    for names in classes:
        for name in names:
            if name[0] != _NO_CLASS:
                signs.update(f"{before} .. {name}" for before in seen)
        seen.update(name for name in names if name[0] != _NO_CLASS)
    return signs
