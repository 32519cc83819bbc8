"""Phrases that are signs as a whole, and what they are together: danger now, danger calmly."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("phrases.yml")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    figure: list[str]
    strong: dict[str, list[str]]
    now: list[str]
    calm: dict[str, list[str]]


@dataclass(frozen=True)
class Phrases:
    """The phrases of one file, compiled."""

    figure: re.Pattern[str]
    rows: tuple[tuple[str, str, re.Pattern[str]], ...]  # group, name, pattern

    def without_figures(self, words: list[str]) -> list[str]:
        """Return `words` without figures of speech; a mark stands where one was."""
        line = " ".join(words)
        left, times = self.figure.subn("%", line)
        return left.split() if times else words

    def in_words(self, words: list[str]) -> "Said":
        """Return which phrases are in `words`."""
        line = " ".join(words)
        found = [(group, name) for group, name, pattern in self.rows if pattern.search(line)]
        return Said(
            rows=tuple(f"{group} {name}" for group, name in found),
            danger=_names(found, "strong"),
            calm=_names(found, "calm"),
            now=any(group == "now" for group, _ in found),
        )


def _names(found: list[tuple[str, str]], group: str) -> tuple[str, ...]:
    return tuple(sorted({name.split(" ")[0] for kind, name in found if kind == group}))


@dataclass(frozen=True, slots=True)
class Said:
    """The phrases found in some words: kinds of danger, ways of being calm, and whether now."""

    rows: tuple[str, ...]
    danger: tuple[str, ...]
    calm: tuple[str, ...]
    now: bool

    @property
    def stated(self) -> str:
        """How much danger, and whether now, as one sign."""
        return f"danger {min(2, len(self.danger))}{' now' if self.now else ''}"

    @property
    def calmness(self) -> int:
        """In how many ways (three at most) it is calm; a subject in general is none."""
        return min(3, len([name for name in self.calm if name not in ("many", "subject")]))

    def signs(self) -> set[str]:
        """Return the signs of the phrases, alone and together."""
        calmly = min(1, self.calmness)
        signs = {f"r {row}" for row in self.rows}
        signs |= {f"r {self.stated}", f"r {self.stated} calm {self.calmness}"}
        signs |= {f"r {self.stated} {name}" for name in self.calm}
        signs |= {f"r {name} calm {min(2, self.calmness)}" for name in self.danger}
        signs |= {f"r {name} {self.now} {calmly}" for name in self.danger}
        return signs


@lru_cache
def load_phrases(words: tuple[tuple[str, str], ...], file: Path = FILE) -> Phrases:
    """Return the phrases of `file`; `words` are the classes its {names} stand for."""
    data = _File.model_validate(yaml.safe_load(file.read_text("utf-8")))
    known = dict(words) | {"any": r"(?:\S+ ){0,3}"}
    rows = [
        (group, f"{name} {at}", _compile([pattern], known))
        for group, named in (("strong", data.strong), ("calm", data.calm))
        for name, patterns in named.items()
        for at, pattern in enumerate(patterns)
    ]
    rows += [("now", str(at), _compile([pattern], known)) for at, pattern in enumerate(data.now)]
    return Phrases(_compile(data.figure, known), tuple(rows))


def _compile(patterns: list[str], known: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, words in known.items():
        joined = joined.replace(f"{{{name}}}", words)
    return re.compile(joined)
