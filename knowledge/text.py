"""What is done to text before it is compared: cleaning, terms, plain words out of Markdown."""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Final

import Stemmer

MAX_CHARS: Final = 2000  # what chat accepts; more of a question adds nothing to find it by

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
_CITATION: Final = re.compile(r"\s?\[\d+\](?!\()")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_LINE_MARK: Final = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|>\s?)", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"(\*\*|__|\*|`)")
# Words that say nothing of the subject. Question words stay out: officers write few of them.
_STOPWORDS: Final = frozenset(
    _WORD.findall(
        "a an and are as at be been but by can could did do does for from get got had has have he "
        "her him his how i if in into is it its just me my not of on or our out she should so some "
        "that the their them then there these they this to up us was we were what when where which "
        "who why will with would you your"
    )
)

_stemmers = threading.local()


def clean(text: str) -> str:
    """`text` on one line: composed characters, no control characters, at most MAX_CHARS."""
    composed = unicodedata.normalize("NFKC", text[: 2 * MAX_CHARS])
    kept = "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(kept.split())[:MAX_CHARS]


def matching_key(text: str) -> str:
    """What two askings of the same question have in common: words, in order, case folded.

    Empty if `text` has no word.
    """
    return " ".join(_WORD.findall(clean(text).casefold().replace(_APOSTROPHE, "'")))


def terms(text: str) -> list[str]:
    """The stemmed words of `text` that say something of its subject, in order, with repeats."""
    words = _WORD.findall(text.casefold().replace(_APOSTROPHE, "'"))
    kept = [word.removesuffix("'s") for word in words if word not in _STOPWORDS]
    stems: list[str] = _stemmer().stemWords(kept)
    return stems


def plain(markdown: str) -> str:
    """The words of `markdown` on one line, without marks, link addresses and citations."""
    text = _CITATION.sub("", _LINK.sub(r"\1", markdown))
    return " ".join(_EMPHASIS.sub("", _LINE_MARK.sub("", text)).split())


def excerpt(markdown: str, max_chars: int = 280) -> str:
    """The beginning of `markdown` in plain words, ended at a word if it must be cut."""
    text = plain(markdown)
    if len(text) <= max_chars:
        return text
    return text[: max_chars - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _stemmer() -> Stemmer.Stemmer:
    """One a thread: PyStemmer's are not safe to share."""
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")
    stemmer: Stemmer.Stemmer = _stemmers.english
    return stemmer
