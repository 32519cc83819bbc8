"""Tactics known not to work, as data: a question that names one is told so first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import KnowledgeError

FAILED_TACTICS_FILE: Final = Path(__file__).parent / "failed_tactics.yml"


class _Tactic(BaseModel):
    model_config = ConfigDict(extra="forbid")
    article: str
    names: Annotated[list[str], Field(min_length=1)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tactics: list[_Tactic]


@dataclass(frozen=True, slots=True)
class FailedTactics:
    """Names of tactics, and the article that says what came of each."""

    articles: dict[str, str]  # by name, in lower case
    pattern: re.Pattern[str]

    def article(self, question: str) -> str | None:
        """The slug for the first tactic that `question` names; None if it names none."""
        # A pattern that ignores case takes ı and İ for i, `casefold` does not: such a name is none.
        found = (self.articles.get(m[0].casefold()) for m in self.pattern.finditer(question))
        return next((slug for slug in found if slug is not None), None)


@lru_cache(maxsize=4)
def load_failed_tactics(file: Path = FAILED_TACTICS_FILE) -> FailedTactics:
    """The tactics of a file. Raises KnowledgeError if it is malformed."""
    try:
        tactics = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).tactics
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError(str(error), file=str(file), accepted="a list of tactics") from error
    articles = {name.casefold(): tactic.article for tactic in tactics for name in tactic.names}
    longest_first = sorted(articles, key=len, reverse=True)
    body = "|".join(map(re.escape, longest_first))
    return FailedTactics(articles, re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE))
