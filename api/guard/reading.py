"""Reading a message as words: what the guard's signs are looked for in.

Whatever was pasted or typed with a thumb comes out as plain lower-case words: full-width and
accented letters, look-alikes from other alphabets, invisible characters and letters held down
make no difference. "he's" is read as two words, as "hes" is.
"""

import re
import unicodedata

_LOOKALIKES = str.maketrans(
    "\u2018\u2019\u02bc\u00b4`\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u03bf\u03b1\u0131",
    "'''''aeopcxyioai",
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_HELD_DOWN = re.compile(r"(\w)\1{2,}")
_SPACED_OUT = re.compile(r"\b(?:[a-z][ .]){3,}[a-z]\b")
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[?!.,;:\n]+")
_JOINED = re.compile(r"(.+?)(n't|'(?:s|re|ve|m|ll|d))$")
_SHORT = {
    "hes": "he 's",
    "shes": "she 's",
    "theyre": "they 're",
    "theyve": "they 've",
    "theres": "there 's",
    "im": "i 'm",
    "ive": "i 've",
    "weve": "we 've",
    "whos": "who 's",
    "whats": "what 's",
    "thats": "that 's",
    "someones": "someone 's",
    "somebodys": "somebody 's",
    "isnt": "is n't",
    "arent": "are n't",
    "wasnt": "was n't",
    "werent": "were n't",
    "dont": "do n't",
    "doesnt": "does n't",
    "didnt": "did n't",
    "wont": "will n't",
    "won't": "will n't",
    "cant": "can n't",
    "can't": "can n't",
    "cannot": "can n't",
    "couldnt": "could n't",
    "wouldnt": "would n't",
    "hasnt": "has n't",
    "havent": "have n't",
    "pls": "please",
    "plz": "please",
    "rn": "right now",
    "gonna": "going to",
    "gona": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "wot": "what",
    "wat": "what",
    "u": "you",
    "ur": "your",
    "r": "are",
    "n": "and",
    "nd": "and",
    "w": "with",
    "misper": "missing person",
    "mispers": "missing persons",
    "yr": "year",
    "yrs": "years",
    "yo": "year old",
    "ppl": "people",
    "tonite": "tonight",
    "2nite": "tonight",
    "sum1": "someone",
    "some1": "someone",
    "smone": "someone",
    "abt": "about",
    "bf": "boyfriend",
    "gf": "girlfriend",
    "mins": "minutes",
    "min": "minutes",
}
ENDS = frozenset(".!?;\n")


def words_of(text: str) -> list[str]:
    """Return the words and marks of `text` in order, lower case, contractions taken apart."""
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = _HELD_DOWN.sub(r"\1\1", plain.translate(_LOOKALIKES))
    plain = _SPACED_OUT.sub(lambda found: re.sub(r"[ .]", "", found.group()), plain)
    words: list[str] = []
    for word in _WORD.findall(plain):
        short = _SHORT.get(word)
        if short is not None:
            words += short.split()
        elif joined := _JOINED.match(word):
            words += joined.groups()
        else:
            words.append(word if word[0].isalnum() else word[0])
    return words
