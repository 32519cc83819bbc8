"""What is known about a word that could be part of a name.

First names and surnames come from the lists of the package Faker (read as data: importing it would
cost 70 MB) and from `more_names.yml`; `ordinary_words.txt` and `not_names.yml` take back what is
more often something else.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from api.redaction.words import HERE, fold, letters, words_of

COUNTRIES: Final = (
    "en_GB", "en_IE", "en_IN", "en_PK", "en_NG", "yo_NG", "ig_NG", "ha_NG", "pl_PL", "ro_RO",
    "es_ES", "pt_PT", "lt_LT", "tr_TR", "fr_DZ", "zh_CN", "vi_VN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by what they may be; all folded (`fold`)."""

    first: frozenset[str]
    last: frozenset[str]
    weak: frozenset[str]  # names that are also words or places
    places: frozenset[str]
    surnames_in_small: frozenset[str]
    ordinary: frozenset[str]
    never: frozenset[str]  # function words, peoples, days, organisations, places that are no name
    swapped: frozenset[str]  # the ordinary words of five letters and more by their letters
    public: frozenset[str]  # "herman goldstein", "goldstein"

    def is_name(self, key: str) -> bool:
        """Say whether people are called that."""
        return any(part in self.first or part in self.last for part in _parts(key))

    def is_strong(self, key: str) -> bool:
        """Say whether nothing else is called that; of a double name, neither half."""
        return all(
            part not in self.weak and part not in self.ordinary for part in _parts(key)
        ) and self.is_name(key)

    def is_strong_first(self, key: str) -> bool:
        """Say whether it is a first name and nothing else."""
        head = key.split("-")[0]
        return head in self.first and head not in self.weak

    def is_surname(self, key: str) -> bool:
        """Say whether it is a surname and little else: "Kowalska", "Jones-Price", "Khan"."""
        if not any(part in self.last for part in _parts(key)):
            return False
        return self.is_strong(key) or key in self.surnames_in_small

    def is_likely(self, key: str) -> bool:
        """Say whether in small letters too it is rather a name than something else."""
        return key in self.surnames_in_small or self.is_strong(key)

    def is_word(self, key: str) -> bool:
        """Say whether it is a word of ours that no one is called."""
        return key in self.never or (key in self.ordinary and not self.is_name(key))

    def is_common(self, key: str) -> bool:
        """Say whether it is a word, a place or an organisation, whatever else it may be."""
        return key in self.ordinary or key in self.weak or key in self.never

    def is_unknown(self, key: str) -> bool:
        """Say whether it is no word that we know, nor one of those with two letters swapped."""
        return not self.is_common(key) and letters(key) not in self.swapped


@lru_cache
def lexicon() -> Lexicon:
    """Return what is known about words, read once."""
    ours, not_names = words_of("more_names.yml"), words_of("not_names.yml")
    cues = words_of("name_cues.yml")
    never = cues["never"] | cues["name_words"]
    lines = (HERE / "ordinary_words.txt").read_text(encoding="utf-8").splitlines()
    words = frozenset(" ".join(line for line in lines if not line.startswith("#")).split())
    weak = not_names["also_words"] | not_names["places"] | not_names["surnames_in_small"]
    capitalised = not_names["capitalised"] | not_names["organisations"]
    none = (words | never | capitalised) - not_names["also_words"]
    first = (frozenset(_published("first")) | ours["first"]) - none - {""}
    last = (frozenset(_published("last")) | ours["last"]) - none - {""}
    return Lexicon(
        first=first,
        last=last,
        weak=weak,
        places=not_names["places"],
        surnames_in_small=not_names["surnames_in_small"],
        ordinary=words - first - last,
        never=never | capitalised | (not_names["places"] - first - last),
        swapped=frozenset(letters(word) for word in words - first - last if len(word) > 4),
        public=frozenset(name.replace("_", " ") for name in not_names["public_names"]),
    )


def _parts(key: str) -> list[str]:
    """Return the whole and, of a double name, its halves; of "al-hassan" the second alone."""
    return [key, *(part for part in key.split("-") if len(part) > 2)] if "-" in key else [key]


def _published(which: str) -> Iterator[str]:
    """Yield the names of one sort in Faker's lists: the texts in attributes called so."""
    spec = find_spec("faker")
    assert spec is not None and spec.submodule_search_locations
    people = Path(spec.submodule_search_locations[0]) / "providers" / "person"
    for country in COUNTRIES:
        module = ast.parse((people / country / "__init__.py").read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and _holds(target.id, which):
                    yield from _texts(node.value)


def _holds(attribute: str, which: str) -> bool:
    return which in attribute and not re.search("prefix|suffix|format", attribute)


def _texts(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for part in re.split(r"[\s\-]+", fold(node.value)):
                if len(part) > 1 and part.replace("'", "").isascii():
                    yield part
