"""Words that speak for personal data, read right though two of their letters changed places.

Officers type fast: "custdoy record", "snpachat". The copy that is searched has the word as it was
meant; it is as long as the text, so what is found there is found in the text.
"""

import re
from functools import lru_cache
from typing import Final

from api.redaction.lexicon import lexicon
from api.redaction.words import letters, words_of

_MIN_CHARS: Final = 4
_WORD: Final = re.compile(rf"(?<![\w@.])[A-Za-z]{{{_MIN_CHARS},16}}(?![\w@])")


def as_meant(text: str) -> str:
    """Return `text` with misspelt cue words as they were meant, letter for letter as long."""
    cues, known = _cue_words(), lexicon()

    def mend(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word in known.ordinary or word in known.never or known.is_name(word):
            return match[0]
        meant = cues.get(letters(word), word)
        if meant == word:
            return match[0]
        return meant.upper() if match[0].isupper() else meant

    return _WORD.sub(mend, text)


@lru_cache
def _cue_words() -> dict[str, str]:
    """Return the cue words by their letters."""
    groups = (words_of("cue_words.yml"), words_of("name_cues.yml"))
    cues = {word for group in groups for words in group.values() for word in words}
    return {letters(word): word for word in sorted(cues) if len(word) >= _MIN_CHARS}
