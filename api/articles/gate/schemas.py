"""What the gate found, as the console and the API give it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.articles.schemas import ArticleContent
from knowledge import GoldenKind, Outcome

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000)]


class Effect(StrEnum):
    """What a change does to one golden question.

    `broken`: it had what it must have, and would lose it. `mended`: the other way round.
    `weaker`, `stronger`: it keeps it, with clearly less or more confidence. `failing`: it has not
    what it must have, before and after. `orphaned`: its own article is taken away.
    """

    BROKEN = "broken"
    ORPHANED = "orphaned"
    WEAKER = "weaker"
    UNCHANGED = "unchanged"
    STRONGER = "stronger"
    MENDED = "mended"
    FAILING = "failing"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Found(_Document):
    """What a question finds: `article` is the first of the ranking, `served` what is given."""

    outcome: Outcome
    article: str | None
    confidence: float
    served: list[str]


class GoldenEffect(_Document):
    """One golden question before and after. `article` is the one it must be given, if one."""

    golden_id: int
    question: str
    kind: GoldenKind
    article: str | None
    effect: Effect
    before: Found
    after: Found


class GateReport(_Document):
    """What a change would do to the golden questions; nothing has been changed.

    `allowed` says whether it may be made without an override; `asked` whether the questions could
    be asked, which needs search. `rows` are those that get better or worse, the worst first.
    """

    slug: str
    change: Literal["publish", "withdraw"]
    allowed: bool
    asked: bool
    counts: dict[Effect, int]
    rows: list[GoldenEffect]


class CheckRequest(_Document):
    """What to check: the article as saved, or as `content` says; `withdraw` to take it away."""

    change: Literal["publish", "withdraw"] = "publish"
    content: ArticleContent | None = None


class GateChoice(_Document):
    """A publication or its end; `override_reason` is a lead's, where the gate refuses."""

    override_reason: Reason | None = None


class OverrideShown(_Document):
    """An override of the gate: what was done against which findings, why, by whom."""

    id: int
    slug: str
    change: Literal["publish", "withdraw"]
    reason: str
    refused: list[GoldenEffect]
    by: str
    at: datetime


class OverridePage(_Document):
    """Overrides, the newest first; `next` is what to give as `before` for more."""

    items: list[OverrideShown]
    next: Annotated[int, Field(ge=1)] | None
