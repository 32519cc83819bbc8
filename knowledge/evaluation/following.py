"""How often a message is taken with the question before it when it should be, and only then.

Rows of `follow_ups.jsonl`: the question before (`previous`) and the article shown for it, the
`message`, its `kind`, the articles of which one should be shown (`expect`, empty if there is none),
and its `half`: what the rules were chosen on, or what they were first run on when they stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from knowledge.follow_ups import Found, leaning, read_message, serves_more, stays
from knowledge.models import SearchResult
from knowledge.searcher import Searcher
from knowledge.view import MAX_LIMIT

FOLLOW_UPS: Final = Path(__file__).with_name("follow_ups.jsonl")
BETWEEN: Final = " … "
Kind = Literal["follow_up", "new_topic"]


class Pair(BaseModel):
    """One message after a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    half: Literal["chosen_on", "first_run"]
    previous: str
    article: str
    message: str
    kind: Kind
    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a pair: how it was taken, and the first article shown with and without."""

    pair: Pair
    taken_as: Kind
    shown: str | None
    shown_alone: str | None
    extra_ms: float


def load_pairs(file: Path = FOLLOW_UPS) -> tuple[Pair, ...]:
    """The pairs of a file, in its order."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(Pair.model_validate_json(line) for line in lines if line.strip())


def take(pair: Pair, searcher: Searcher) -> Taken:
    """The pair taken as a conversation takes it. `extra_ms` is what context cost."""
    result = searcher.search(pair.message, MAX_LIMIT)
    alone = _found(result)
    started = perf_counter()
    shown = alone.slugs[0] if alone.slugs else None
    taken_as: Kind = "new_topic"
    with_earlier = shown
    if leaning(read_message(pair.message), pair.previous, alone) is not None:
        both = f"{pair.previous}{BETWEEN}{pair.message}"
        together = _found(searcher.search(both, MAX_LIMIT))
        if serves_more(together, alone):
            taken_as = "follow_up"
            stay = stays(pair.article, together)
            with_earlier = pair.article if stay else together.slugs[0]
    return Taken(pair, taken_as, with_earlier, shown, (perf_counter() - started) * 1e3)


def report(taken: Iterable[Taken]) -> str:
    """The figures of each half, in words and shares."""
    rows = list(taken)
    lines = []
    for half in ("chosen_on", "first_run"):
        part = [row for row in rows if row.pair.half == half]
        follow = [row for row in part if row.pair.kind == "follow_up"]
        new = [row for row in part if row.pair.kind == "new_topic"]
        lines += [
            f"{half}: {len(part)} pairs, {len(follow)} follow-ups, {len(new)} new topics",
            f"  taken as what they are      {_share(r.taken_as == r.pair.kind for r in part)}",
            f"  follow-ups taken as such    {_share(r.taken_as == r.pair.kind for r in follow)}",
            f"  new topics left alone       {_share(r.taken_as == r.pair.kind for r in new)}",
            f"  follow-ups, right article   {_share(r.shown in r.pair.expect for r in follow)}",
            f"    without context           {_share(_right_alone(r) for r in follow)}",
            f"  new topics, same article    {_share(r.shown == r.shown_alone for r in new)}",
        ]
    extra = sorted(row.extra_ms for row in rows)
    lines.append(f"extra ms a turn: p50 {_at(extra, 0.5):.1f}, p95 {_at(extra, 0.95):.1f}")
    return "\n".join(lines)


def _right_alone(row: Taken) -> bool:
    return row.shown_alone in row.pair.expect


def _share(right: Iterable[bool]) -> str:
    values = list(right)
    return f"{sum(values) / max(len(values), 1):.3f} ({sum(values)} of {len(values)})"


def _at(values: Sequence[float], part: float) -> float:
    return values[min(int(len(values) * part), len(values) - 1)] if values else 0.0


def _found(result: SearchResult) -> Found:
    return Found(result.outcome, result.confidence, tuple(hit.slug for hit in result.hits))
