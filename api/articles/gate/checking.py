"""Asking the golden questions of what is published and of what would be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from api.articles import repository as articles
from api.articles.gate.schemas import Effect, Found, GateReport, GoldenEffect
from api.articles.golden import repository
from api.articles.golden.models import GoldenQuestion
from api.articles.publisher import Publisher
from api.errors import Problem
from knowledge import Article, GoldenKind, Outcome, Rehearsal, SearchResult, content_hash
from knowledge.golden import holds

# Of confidence: less is how one wording differs from another.
STEP: Final = 0.1
REFUSED: Final = (Effect.BROKEN, Effect.ORPHANED)
IN_ORDER: Final = (
    Effect.BROKEN,
    Effect.ORPHANED,
    Effect.WEAKER,
    Effect.MENDED,
    Effect.STRONGER,
)
"""What a report lists, the worst first; of the rest it says how many."""


@dataclass(frozen=True)
class Change:
    """What officers would be given instead: `article`, or nothing more of `slug` if it is None."""

    slug: str
    article: Article | None

    @property
    def content_hash(self) -> str | None:
        """The library's hash of what would be published."""
        return content_hash(self.article) if self.article is not None else None


@dataclass(frozen=True)
class Checked:
    """What a change does, and against what that was found out: `published` are content hashes.

    `published` is None if search could not be asked; without golden questions nothing has to be.
    `behind` says that it was not asked because it has not got, or has more than, what the
    database publishes: that passes.
    """

    change: Change
    rows: tuple[GoldenEffect, ...]
    published: Mapping[str, str] | None
    golden: str
    behind: bool = False

    @property
    def asked(self) -> bool:
        """Say whether the questions were asked."""
        return self.published is not None

    @property
    def refused(self) -> tuple[GoldenEffect, ...]:
        """Return what speaks against the change."""
        return tuple(row for row in self.rows if row.effect in REFUSED)

    def report(self) -> GateReport:
        """Return it as it is shown."""
        kinds = [row.effect for row in self.rows]
        return GateReport(
            slug=self.change.slug,
            change="withdraw" if self.change.article is None else "publish",
            allowed=not self.refused and (self.asked or self.change.article is None),
            asked=self.asked,
            counts={effect: kinds.count(effect) for effect in Effect},
            rows=sorted(
                (row for row in self.rows if row.effect in IN_ORDER),
                key=lambda row: (IN_ORDER.index(row.effect), row.golden_id),
            ),
        )


NOTHING_PROPOSED: Final = Checked(Change("", None), (), {}, "")
"""Of a change that gives officers nothing else. It lets nothing pass that does."""


def check(session: Session, change: Change, publisher: Publisher) -> Checked:
    """Return what the change does to every golden question. Reads only, and may take seconds.

    To be called with a session that holds no lock; `admit` then sees that nothing has changed.
    """
    golden = repository.active(session)
    mark = repository.fingerprint(session)
    if not golden:
        return Checked(change, (), {}, mark)
    published = articles.served_hashes(session)
    asked = _rehearsed(golden, change, publisher)
    if asked is None or asked.published != published:
        return Checked(change, _orphans(golden, change), None, mark, behind=asked is not None)
    rows = [
        _effect(row, change, before, after)
        for row, before, after in zip(golden, asked.before, asked.after, strict=True)
    ]
    return Checked(change, tuple(rows), published, mark)


def _rehearsed(
    golden: Sequence[GoldenQuestion], change: Change, publisher: Publisher
) -> Rehearsal | None:
    """Return what search says to them, None if it cannot be asked."""
    try:
        return publisher.rehearse([row.question for row in golden], change.slug, change.article)
    except Problem as problem:
        if problem.status != 503:
            raise
        return None


def _effect(
    row: GoldenQuestion, change: Change, before: SearchResult, after: SearchResult
) -> GoldenEffect:
    kind = GoldenKind(row.kind)
    return GoldenEffect(
        golden_id=row.id,
        question=row.question,
        kind=kind,
        article=row.slug,
        effect=Effect.ORPHANED if _is_orphaned(row, change) else _compared(row, before, after),
        before=_found(before),
        after=_found(after),
    )


def _is_orphaned(row: GoldenQuestion, change: Change) -> bool:
    return change.article is None and row.slug == change.slug


def _compared(row: GoldenQuestion, before: SearchResult, after: SearchResult) -> Effect:
    kind = GoldenKind(row.kind)
    held, stands = holds(kind, row.slug, before), holds(kind, row.slug, after)
    if held and stands:
        return _moved(kind, before, after)
    if held or stands:
        return Effect.MENDED if stands else Effect.BROKEN
    return Effect.FAILING


def _moved(kind: GoldenKind, before: SearchResult, after: SearchResult) -> Effect:
    """Compare two results that both are what they must be; to be surer of nothing is worse."""
    gain = after.confidence - before.confidence
    if kind is GoldenKind.nothing:
        gain = -gain
    if abs(gain) < STEP:
        return Effect.UNCHANGED
    return Effect.STRONGER if gain > 0 else Effect.WEAKER


def _found(result: SearchResult) -> Found:
    return Found(
        outcome=result.outcome,
        article=result.hits[0].slug if result.hits else None,
        confidence=round(result.confidence, 3),
        served=[hit.slug for hit in result.hits[: result.served]],
    )


def _orphans(golden: Sequence[GoldenQuestion], change: Change) -> tuple[GoldenEffect, ...]:
    """Return the questions that a withdrawal leaves without their article; no search is needed."""
    unknown = Found(outcome=Outcome.degraded, article=None, confidence=0.0, served=[])
    return tuple(
        GoldenEffect(
            golden_id=row.id,
            question=row.question,
            kind=GoldenKind(row.kind),
            article=row.slug,
            effect=Effect.ORPHANED,
            before=unknown,
            after=unknown,
        )
        for row in golden
        if _is_orphaned(row, change)
    )
