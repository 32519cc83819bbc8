"""Whether what a plan describes is a problem: the six signs of CHEERS, found or still unclear.

The officer is not asked six more questions: the signs are looked for in what was written, and
what is not seen is said as something to add. It is a prompt, never a verdict; nothing depends on
it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

FILE = Path(__file__).with_name("cheers.yml")


class Sign(BaseModel):
    """One of the six: where it is looked for, and what of it counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    means: str
    steps: tuple[str, ...] = Field(min_length=1)
    said: tuple[re.Pattern[str], ...] = ()
    fewest_words: int = 0
    fewest_answers: int = 0
    unclear: str

    @model_validator(mode="after")
    def is_looked_for(self) -> "Sign":
        """Refuse a sign that nothing would ever show."""
        if not (self.said or self.fewest_words or self.fewest_answers):
            raise ValueError(f"{self.key}: say by what it is seen")
        return self


@dataclass(frozen=True, slots=True)
class SignShown:
    """One sign as it is read; `advice` says what to add, None where it was seen."""

    key: str
    label: str
    means: str
    seen: bool
    advice: str | None


def check(answers: Mapping[str, str]) -> list[SignShown]:
    """Return the six signs in their order, each seen in the plan's answers or not."""
    return [
        SignShown(sign.key, sign.label, sign.means, seen, None if seen else sign.unclear)
        for sign in signs()
        for seen in [_is_seen(sign, answers)]
    ]


@lru_cache
def signs() -> tuple[Sign, ...]:
    """Return the six signs, read once."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Sign, ...]).validate_python(rows)


def _is_seen(sign: Sign, answers: Mapping[str, str]) -> bool:
    given = [text for step in sign.steps if (text := answers.get(step, "").strip())]
    said = " ".join(given).casefold()
    if sign.said:
        return any(pattern.search(said) for pattern in sign.said)
    if sign.fewest_words:
        return len(said.split()) >= sign.fewest_words
    return len(given) >= sign.fewest_answers
