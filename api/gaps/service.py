"""The gaps as the Hub works on them: read, filled by an article or by questions, dismissed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.articles import service as articles
from api.articles.gate.checking import Checked
from api.articles.publisher import Publisher
from api.articles.schemas import MAX_QUESTIONS, ArticleContent, ArticleShown
from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.gaps import repository
from api.gaps.gained import is_live
from api.gaps.models import Gap, GapAction, GapQuestion
from api.gaps.schemas import (
    ActionKind,
    ActionShown,
    AnsweredBy,
    GapListed,
    GapPage,
    GapShown,
    GapState,
    Near,
    QuestionShown,
    Reason,
    Why,
)
from api.identity.roles import Principal
from api.search.service import Search

TITLE_CHARS, QUESTION_CHARS, NAME_CHARS = 200, 300, 300
SHOWN_QUESTIONS: Final = 200
NEAREST: Final = 5
GONE: Final = "(its questions are no longer kept)"


def list_gaps(
    session: Session, principal: Principal, state: GapState, days: int, limit: int, after: int
) -> GapPage:
    """Return a page of the gaps asked about in the last `days`; that they were read is audited."""
    since = utc_now() - timedelta(days=days)
    rows = repository.ranked(session, state, since, limit + 1, after)
    names = repository.names(session, {row.id: row.named_by for row in rows})
    items = [
        GapListed(
            id=row.id,
            name=names[row.id][:NAME_CHARS],
            state=GapState(row.state),
            people=row.people,
            questions=row.questions,
            why={why: getattr(row, why.value) for why in Why},
            last_asked_at=row.last_asked_at,
            reason=Reason(row.reason) if row.reason else None,
        )
        for row in rows[:limit]
    ]
    _record(session, principal, "gaps_read", state.value)
    return GapPage(items=items, next=after + limit if len(rows) > limit else None)


def counts(session: Session, days: int) -> dict[str, int]:
    """Return how many gaps each state holds that were asked about in the last `days`."""
    return repository.counts(session, utc_now() - timedelta(days=days))


def get(session: Session, principal: Principal, gap_id: int) -> GapShown:
    """Return a gap with its questions; 404 without one. That it was read is audited."""
    shown = show(session, _gap(session, gap_id))
    _record(session, principal, "gap_read", str(gap_id))
    return shown


def show(session: Session, gap: Gap) -> GapShown:
    """Return a gap as it is shown."""
    rows = repository.questions_of(session, gap.id, SHOWN_QUESTIONS)
    name = repository.names(session, {gap.id: gap.named_by}).get(gap.id, GONE)
    return GapShown(
        id=gap.id,
        name=name[:NAME_CHARS],
        state=GapState(repository.state_of(session, gap.id) or gap.state),
        people=len({row.user_id for row in rows}),
        questions=len(rows),
        why={why: sum(row.why == why for row in rows) for why in Why},
        last_asked_at=rows[0].asked_at if rows else None,
        reason=Reason(gap.reason) if gap.reason else None,
        version=gap.version,
        settled_at=gap.settled_at,
        items=[QuestionShown.model_validate(_values(row)) for row in rows],
        actions=[_action(session, row) for row in repository.actions(session, gap.id)],
    )


def _values(row: GapQuestion) -> dict[str, object]:
    return {name: getattr(row, name) for name in QuestionShown.model_fields}


def _action(session: Session, row: GapAction) -> ActionShown:
    article = articles.get(session, row.slug)
    by = [
        AnsweredBy(slug=found.slug, title=_title(session, found.slug), questions=found.questions)
        for found in repository.answered_by(session, row.id)
        if found.slug
    ]
    return ActionShown(
        kind=ActionKind(row.kind),
        slug=row.slug,
        title=article.title,
        published=is_live(session, row),
        questions=row.questions,
        at=row.at,
        asked=row.asked,
        answered=row.answered,
        offered=row.offered,
        measured_at=row.measured_at,
        answered_by=by,
    )


def _title(session: Session, slug: str) -> str:
    article = articles.find_published(session, slug)
    return article.title if article else slug


def nearest(search: Search, gap: GapShown) -> list[Near]:
    """Return the published articles nearest to what the gap asks, none while search is down."""
    if not gap.items:
        return []
    try:
        hits = search.search(gap.name, NEAREST).hits
    except Problem:
        return []
    return [Near(slug=hit.slug, title=hit.title) for hit in hits]


# ---- filling it


def write_article(
    session: Session,
    principal: Principal,
    gap_id: int,
    turn_ids: Sequence[str],
    version: int | None = None,
) -> ArticleShown:
    """Make a draft named by the gap, with the picked questions as ways of asking.

    The draft that was made before is returned again.
    """
    gap = _gap(session, gap_id)
    made = [a for a in repository.actions(session, gap_id) if a.kind == ActionKind.ARTICLE]
    if made:
        return articles.get(session, made[0].slug)
    _require_version(gap, version)
    picked = _picked(session, gap_id, turn_ids)
    name = show(session, gap).name
    draft = _drafted(session, principal, name[:TITLE_CHARS], picked)
    _act(session, principal, gap, ActionKind.ARTICLE, draft.slug, len(picked), utc_now())
    return draft


def _drafted(
    session: Session, principal: Principal, title: str, questions: Sequence[str]
) -> ArticleShown:
    """Return a new draft; one whose title is taken gets a number behind it."""
    for number in range(1, 10):
        behind = f" ({number})" if number > 1 else ""
        content = ArticleContent(
            title=title[: TITLE_CHARS - len(behind)] + behind,
            sample_questions=list(questions)[:MAX_QUESTIONS],
        )
        try:
            return articles.create_draft(session, principal, content)
        except Problem as problem:
            if problem.code != "title_taken" or number == 9:
                raise
    raise AssertionError("unreachable")


def with_questions(
    session: Session, gap_id: int, slug: str, turn_ids: Sequence[str]
) -> ArticleContent | None:
    """Return the article's newest version with the picked questions; None if it has them all."""
    shown = articles.get(session, slug)
    picked = _picked(session, _gap(session, gap_id).id, turn_ids)
    new = [question for question in picked if question not in shown.sample_questions]
    wanted = [*shown.sample_questions, *new]
    if len(wanted) > MAX_QUESTIONS:
        raise Problem(
            422,
            "invalid",
            f"An article takes {MAX_QUESTIONS} questions; this one has "
            f"{len(shown.sample_questions)}. Pick fewer.",
            errors=[{"field": "turn_ids", "message": "too many"}],
        )
    if not new:
        return None
    return ArticleContent.model_validate(
        shown.content().model_dump() | {"sample_questions": wanted}
    )


def add_questions(
    session: Session,
    principal: Principal,
    gap_id: int,
    slug: str,
    turn_ids: Sequence[str],
    publisher: Publisher,
    version: int | None = None,
    *,
    four_eyes: bool,
    checked: Checked | None = None,
) -> ArticleShown:
    """Have the article asked for by the picked questions too, by the way of any other edit.

    An article that is published as it stands is published again, or with `four_eyes` submitted
    for review; a draft stays one. What publishing refuses is refused: a question of another
    article, or what the publish gate says (`checked` is what it found out beforehand).
    """
    gap = _gap(session, gap_id)
    _require_version(gap, version)
    content = with_questions(session, gap_id, slug, turn_ids)
    shown = articles.get(session, slug)
    if content is None:
        return shown
    begun_at = utc_now()  # what is published from now on holds the questions
    edited = articles.edit(session, principal, slug, content, expected_version=shown.version)
    if shown.published and four_eyes:
        edited = articles.submit(session, principal, slug)
    elif shown.published:
        edited = articles.publish(
            session, principal, slug, publisher, four_eyes=False, checked=checked
        )
    added = len(content.sample_questions) - len(shown.sample_questions)
    _act(session, principal, gap, ActionKind.QUESTIONS, slug, added, begun_at)
    return edited


def _picked(session: Session, gap_id: int, turn_ids: Sequence[str]) -> list[str]:
    """Return the picked questions, each once, as long as a way of asking may be."""
    rows = repository.questions_of(session, gap_id, SHOWN_QUESTIONS)
    wanted = set(turn_ids) or {row.turn_id for row in rows}
    texts = [_short(row.question) for row in rows if row.turn_id in wanted]
    if not texts:
        raise Problem(
            422,
            "invalid",
            "Pick at least one question that the gap still holds.",
            errors=[{"field": "turn_ids", "message": "Pick at least one question."}],
        )
    return list(dict.fromkeys(texts))


def _short(question: str) -> str:
    """Return the question on one line, cut at a word."""
    text = " ".join(question.split())
    if len(text) <= QUESTION_CHARS:
        return text
    return text[: QUESTION_CHARS + 1].rsplit(" ", 1)[0][:QUESTION_CHARS]


def _act(
    session: Session,
    principal: Principal,
    gap: Gap,
    kind: ActionKind,
    slug: str,
    number: int,
    at: datetime,
) -> None:
    action = next(
        (a for a in repository.actions(session, gap.id) if (a.kind, a.slug) == (kind, slug)), None
    )
    if action is None:
        action = GapAction(gap_id=gap.id, kind=kind, slug=slug, questions=0)
        session.add(action)
    action.questions, action.by, action.at = action.questions + number, principal.user_id, at
    gap.state, gap.reason, gap.settled_at = GapState.OPEN, None, None
    _changed(session, principal, gap, f"gap_{kind.value}")


# ---- not for us


def dismiss(
    session: Session,
    principal: Principal,
    gap_id: int,
    reason: Reason,
    version: int | None = None,
) -> GapShown:
    """Put the gap aside until it grows; a second time changes nothing."""
    gap = _gap(session, gap_id)
    if gap.state != GapState.DISMISSED or gap.reason != reason:
        _require_version(gap, version)
        gap.state, gap.reason = GapState.DISMISSED, reason
        gap.settled_at, gap.settled_by = utc_now(), principal.user_id
        _changed(session, principal, gap, "gap_dismissed")
    return show(session, gap)


def reopen(
    session: Session, principal: Principal, gap_id: int, version: int | None = None
) -> GapShown:
    """Have the gap stand among the open ones again; a second time changes nothing."""
    gap = _gap(session, gap_id)
    if gap.state != GapState.OPEN:
        _require_version(gap, version)
        gap.state, gap.reason, gap.settled_at, gap.settled_by = GapState.OPEN, None, None, None
        _changed(session, principal, gap, "gap_reopened")
    return show(session, gap)


def _gap(session: Session, gap_id: int) -> Gap:
    gap = repository.find(session, gap_id)
    if gap is None:
        raise not_found("gap")
    return gap


def _require_version(gap: Gap, version: int | None) -> None:
    if version is not None and gap.version != version:
        raise Problem(
            412, "stale", "Somebody worked on this gap meanwhile. Look at it again, then decide."
        )


def _changed(session: Session, principal: Principal, gap: Gap, action: str) -> None:
    gap.version, gap.updated_at = gap.version + 1, utc_now()
    session.flush()
    _record(session, principal, action, str(gap.id))


def _record(session: Session, principal: Principal, action: str, object_id: str) -> None:
    audit.record(
        session,
        actor_id=principal.user_id,
        action=action,
        object_kind="gap",
        object_id=object_id,
    )
