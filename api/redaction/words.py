"""Lists of words kept as data in this folder, and the form in which words are compared."""

import unicodedata
from pathlib import Path
from typing import Final

import yaml

HERE: Final = Path(__file__).parent
_NOT_DECOMPOSED: Final = str.maketrans("łđøıəßæœ’‘", "ldoiesao''")


def fold(word: str) -> str:
    """Return `word` in small letters, without accents, with straight apostrophes."""
    lower = word.lower()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower.translate(_NOT_DECOMPOSED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def letters(word: str) -> str:
    """Return the first letter of a word and the others sorted: what a swap does not change."""
    return word[:1] + "".join(sorted(word[1:]))


def words_of(file: str) -> dict[str, frozenset[str]]:
    """Return the lists of words in one of this folder's files by their names."""
    loaded = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return {name: frozenset(str(words).split()) for name, words in loaded.items()}
