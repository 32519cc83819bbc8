"""Articles suggested at a worksheet's step that wants some: found with what the officer wrote."""

import hashlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from api.articles import rendering
from api.articles import service as articles
from api.errors import Problem
from api.hub_only import service as hub_only
from api.search.schemas import MAX_QUESTION_CHARS, SearchHit
from api.search.service import Search
from api.wording import wording
from api.worksheets import suggested
from api.worksheets.kinds import Step, kind
from api.worksheets.models import Worksheet
from api.worksheets.schemas import Suggestion
from knowledge import Article, EvidenceGrade

FEWEST, MOST = 3, 5
LOOKED_THROUGH: Final = 8
RANK_WEIGHT: Final = 10  # of reciprocal ranks: an article in both rankings comes before one in one
RESPONSE: Final = "response"  # the stage of SARA that an article is about
FROM: Final = ("what", "why")
"""Looked for with the first, and with both together."""


def is_due(sheet: Worksheet) -> bool:
    """Say whether suggestions are to be found: there are none for what is written now.

    What was suggested before the officer answered that step is never exchanged afterwards.
    """
    step = _step(sheet)
    if step is None or sheet.state != "open" or not sheet.answers.get(FROM[0]):
        return False
    before = suggested.kept(sheet)
    if before is None:
        return True
    return not sheet.answers.get(step.key) and before.basis != _basis(sheet)


def find(session: Session, search: Search, sheet: Worksheet) -> list[Suggestion] | None:
    """Return three to five published articles on responses; None while search is down,
    or only the Hub answers.

    The likeliest comes first, one that did not work last, with its warning. Where search holds
    that this is none of prevention's business, there are none.
    """
    if hub_only.is_on(session):
        return None
    said = [sheet.answers.get(key, "") for key in FROM]
    asked = dict.fromkeys((said[0], "\n".join(filter(None, said))))
    try:
        found = [search.search(text[:MAX_QUESTION_CHARS], LOOKED_THROUGH) for text in asked]
    except Problem:
        return None
    if all(result.outcome == "out_of_scope" for result in found):
        return []
    ranked = _fused([result.hits for result in found])
    published = filter(None, (articles.find_published(session, slug) for slug in ranked))
    rows = [_suggestion(article) for article in published if RESPONSE in article.stages]
    both = sum(all(slug in [h.slug for h in r.hits[:MOST]] for r in found) for slug in ranked)
    best = rows[: min(MOST, max(FEWEST, both))]
    return sorted(best, key=lambda row: row.grade == EvidenceGrade.did_not_work)


def refresh(session: Session, search: Search, sheet: Worksheet) -> None:
    """Keep suggestions with the worksheet if they are due; without search it stays as it was."""
    if is_due(sheet):
        rows = find(session, search, sheet)
        if rows is not None:
            keep(sheet, rows)


def keep(sheet: Worksheet, rows: Sequence[Suggestion]) -> None:
    """Keep them as those for what is written now."""
    suggested.keep(sheet, _basis(sheet), rows)


def _step(sheet: Worksheet) -> Step | None:
    return next((step for step in kind(sheet.kind).steps if step.suggest), None)


def _basis(sheet: Worksheet) -> str:
    said = "\n".join(sheet.answers.get(key, "") for key in FROM)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _fused(rankings: Sequence[Sequence[SearchHit]]) -> list[str]:
    """Return the slugs of all rankings by the sum of their reciprocal ranks."""
    scores: dict[str, float] = {}
    for hits in rankings:
        for rank, hit in enumerate(hits):
            scores[hit.slug] = scores.get(hit.slug, 0.0) + 1 / (RANK_WEIGHT + rank)
    return sorted(scores, key=lambda slug: -scores[slug])


def _suggestion(article: Article) -> Suggestion:
    words = wording().evidence.grade(article.evidence.grade)
    return Suggestion(
        slug=article.slug,
        title=article.title,
        summary=rendering.plain(article.summary),
        grade=str(article.evidence.grade),
        evidence_label=words.label,
        warning=words.warning,
        reason=rendering.plain(article.evidence.reason),
        url=f"/articles/{article.slug}",
    )
