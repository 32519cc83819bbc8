"""Queries on gaps, and on the conversations that they are found in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased, undefer

from api.conversations.models import Conversation, Feedback, Turn
from api.gaps.models import Gap, GapAction, GapAnswer, GapLook, GapQuestion
from api.gaps.schemas import GapState, Why
from knowledge import Outcome

NOT_HELPED = ("partly", "did_not_help")
CHUNK = 500  # SQLite takes a limited number of variables in one statement


# ---- what was not helped


def looked_at(session: Session) -> datetime | None:
    """Return until when conversations were looked through, None before the first time."""
    return session.scalar(select(GapLook.looked_at))


def note_look(session: Session, at: datetime) -> None:
    """Remember until when conversations were looked through."""
    session.merge(GapLook(id=1, looked_at=at))


def not_helped(session: Session, since: datetime, settled: datetime) -> list[Row[Any]]:
    """Return the turns since that moment that did not help and are not known yet, oldest first.

    Unanswered; or given choices of which none was picked until `settled`, or after which the Hub
    was asked. Only turns in which search ran.
    """
    unanswered = _came_to(Outcome.unanswered)
    choices = _came_to(Outcome.choices) & (Turn.created_at < settled) & (~_picked() | _hub_asked())
    why = case((unanswered, Why.UNANSWERED.value), else_=Why.CHOICES.value)
    searched = func.json_type(Turn.search) == "object"
    # while only the Hub answers nothing is looked up, which says nothing of what is missing
    looked_up = func.coalesce(func.json_extract(Turn.search, "$.index_version"), "?") != ""
    query = _questions(why, null()).where(
        Turn.created_at >= since, searched, looked_up, or_(unanswered, choices)
    )
    return list(session.execute(query.order_by(Turn.created_at)))


def rated(session: Session, since: datetime) -> list[Row[Any]]:
    """Return the turns that gave an article of which was said since that it helped little.

    The question is the last one in the conversation that was given the article before the verdict.
    """
    asked = aliased(Turn)
    given = func.json_each(asked.shown, "$.answers").table_valued("value", joins_implicitly=True)
    last = (
        select(asked.id)
        .select_from(asked, given)
        .where(
            asked.conversation_id == Feedback.conversation_id,
            asked.created_at <= Feedback.created_at,
            given.c.value == Feedback.slug,
        )
        .order_by(asked.created_at.desc())
        .limit(1)
        .correlate(Feedback)
        .scalar_subquery()
    )
    query = _questions(literal(Why.RATED.value), Feedback.slug.expression).join(
        Feedback, Turn.id == last
    )
    return list(
        session.execute(
            query.where(Feedback.created_at >= since, Feedback.verdict.in_(NOT_HELPED)).order_by(
                Feedback.created_at
            )
        )
    )


def _questions(why: ColumnElement[str], slug: ColumnElement[Any]) -> Select[Any]:
    known = exists().where(GapQuestion.turn_id == Turn.id)
    return (
        select(
            Turn.id.label("turn_id"),
            Turn.conversation_id,
            Conversation.user_id,
            Turn.question,
            Turn.context,
            Turn.created_at.label("asked_at"),
            why.label("why"),
            slug.label("slug"),
        )
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.closed_at.is_not(None), ~known)
    )


def _came_to(outcome: Outcome) -> ColumnElement[bool]:
    """Say that the turn came to this; one without rasa came to what search made of it."""
    found = func.json_extract(Turn.search, "$.outcome")
    return or_(
        Turn.outcome == outcome, (Turn.outcome == Outcome.degraded) & (found == outcome.value)
    )


def _picked() -> ColumnElement[bool]:
    """Say that a later turn of the conversation showed one of the choices."""
    later = aliased(Turn)
    answer = func.json_each(later.shown, "$.answers").table_valued(
        "value", name="answer", joins_implicitly=True
    )
    choice = func.json_each(Turn.shown, "$.choices").table_valued(
        "value", name="choice", joins_implicitly=True
    )
    return (
        select(later.id)
        .select_from(later, answer, choice)
        .where(
            later.conversation_id == Turn.conversation_id,
            later.created_at > Turn.created_at,
            answer.c.value == choice.c.value,
        )
        .correlate(Turn)
        .exists()
    )


def _hub_asked() -> ColumnElement[bool]:
    """Say that a request was sent from the conversation before anything else was looked up."""
    later, between = aliased(Turn), aliased(Turn)
    looked_up = (
        select(between.id)
        .where(
            between.conversation_id == Turn.conversation_id,
            between.created_at > Turn.created_at,
            between.created_at < later.created_at,
            func.json_type(between.search) == "object",
        )
        .correlate(Turn, later)
        .exists()
    )
    return (
        select(later.id)
        .where(
            later.conversation_id == Turn.conversation_id,
            later.created_at > Turn.created_at,
            later.ticket_ref.is_not(None),
            ~looked_up,
        )
        .correlate(Turn)
        .exists()
    )


# ---- questions


def questions(session: Session, since: datetime, limit: int) -> list[GapQuestion]:
    """Return the newest questions asked since that moment, with their vectors."""
    query = select(GapQuestion).options(undefer(GapQuestion.vector))
    newest = query.where(GapQuestion.asked_at >= since).order_by(GapQuestion.asked_at.desc())
    return list(session.scalars(newest.limit(limit)))


def still_there(session: Session, turn_ids: Sequence[str]) -> set[str]:
    """Return which of the turns exist."""
    found: set[str] = set()
    for start in range(0, len(turn_ids), CHUNK):
        some = turn_ids[start : start + CHUNK]
        found.update(session.scalars(select(Turn.id).where(Turn.id.in_(some))))
    return found


def held(session: Session) -> dict[str, int | None]:
    """Return every question's gap, by its turn."""
    rows = session.execute(select(GapQuestion.turn_id, GapQuestion.gap_id))
    return {row.turn_id: row.gap_id for row in rows}


def keep_vectors(session: Session, vectors: Mapping[str, bytes], encoder: str) -> None:
    """Keep what an encoder made of questions, by their turns; of one that is gone, nothing."""
    _change(session, vectors, vector=bindparam("value"), encoder=literal(encoder))


def move(session: Session, gaps: Mapping[str, int]) -> None:
    """Have each question be in that gap, by its turn."""
    _change(session, gaps, gap_id=bindparam("value"))


def _change(session: Session, values: Mapping[str, Any], **columns: Any) -> None:
    """Change many rows with one statement: no object of the session is looked at for it."""
    if values:
        table = cast(Table, GapQuestion.__table__)
        changing = table.update().where(table.c.turn_id == bindparam("key")).values(**columns)
        rows = [{"key": turn_id, "value": value} for turn_id, value in values.items()]
        session.connection().execute(changing, rows)
        session.expire_all()


def take_back(session: Session) -> int:
    """Forget questions that were rated and are no more: the officer has said otherwise since."""
    still = select(Feedback.id).where(
        Feedback.conversation_id == GapQuestion.conversation_id,
        Feedback.slug == GapQuestion.slug,
        Feedback.verdict.in_(NOT_HELPED),
    )
    gone = select(GapQuestion.turn_id).where(GapQuestion.why == Why.RATED, ~still.exists())
    return _delete_questions(session, list(session.scalars(gone)))


def forget_conversation(session: Session, conversation_id: str) -> None:
    """Leave nothing of the conversation among the gaps."""
    of_it = select(GapQuestion.turn_id).where(GapQuestion.conversation_id == conversation_id)
    _delete_questions(session, list(session.scalars(of_it)))


def _delete_questions(session: Session, turn_ids: list[str]) -> int:
    session.execute(delete(GapAnswer).where(GapAnswer.turn_id.in_(turn_ids)))
    session.execute(update(Gap).where(Gap.named_by.in_(turn_ids)).values(named_by=None))
    session.execute(delete(GapQuestion).where(GapQuestion.turn_id.in_(turn_ids)))
    return len(turn_ids)


# ---- gaps


def find(session: Session, gap_id: int) -> Gap | None:
    """Return that gap."""
    return session.get(Gap, gap_id)


def remove_empty(session: Session) -> None:
    """Delete gaps that have no question and for which nothing was done."""
    used = select(GapQuestion.gap_id).where(GapQuestion.gap_id.is_not(None))
    done = select(GapAction.gap_id)
    session.execute(delete(Gap).where(Gap.id.not_in(used), Gap.id.not_in(done)))


def outgrown(session: Session, people: int) -> list[Gap]:
    """Return settled gaps that at least so many people have asked about since."""
    asked = (
        select(func.count(GapQuestion.user_id.distinct()))
        .where(GapQuestion.gap_id == Gap.id, GapQuestion.asked_at > Gap.settled_at)
        .scalar_subquery()
    )
    settled = Gap.state.in_((GapState.CLOSED, GapState.DISMISSED))
    return list(session.scalars(select(Gap).where(settled, asked >= people)))


def _state() -> ColumnElement[str]:
    acted = exists().where(GapAction.gap_id == Gap.id)
    return case(
        ((Gap.state == GapState.OPEN) & acted, GapState.WORKING.value), else_=Gap.state
    ).label("state")


def ranked(
    session: Session, state: GapState, since: datetime, limit: int, offset: int
) -> list[Row[Any]]:
    """Return gaps in a state that were asked about since, by people, then the latest asked."""
    people = func.count(GapQuestion.user_id.distinct()).label("people")
    last = func.max(GapQuestion.asked_at).label("last_asked_at")
    query = (
        select(
            Gap.id, Gap.reason, Gap.named_by, _state(), people, last,
            func.count().label("questions"),
            *(func.sum(case((GapQuestion.why == why, 1), else_=0)).label(why.value) for why in Why),
        )
        .join(GapQuestion, GapQuestion.gap_id == Gap.id)
        .where(GapQuestion.asked_at >= since, _state().expression == state.value)
        .group_by(Gap.id)
        .order_by(people.desc(), last.desc(), Gap.id)
    )  # fmt: skip
    return list(session.execute(query.limit(limit).offset(offset)))


def counts(session: Session, since: datetime) -> dict[str, int]:
    """Return how many gaps in each state were asked about since."""
    asked = exists().where(GapQuestion.gap_id == Gap.id, GapQuestion.asked_at >= since)
    rows = session.execute(select(_state(), func.count()).where(asked).group_by("state"))
    return {state: number for state, number in rows}  # noqa: C416


def names(session: Session, gaps: Mapping[int, str | None]) -> dict[int, str]:
    """Return the question that names each gap; the newest where the one in its middle is gone."""
    chosen = session.execute(
        select(GapQuestion.gap_id, GapQuestion.turn_id, GapQuestion.question)
        .where(GapQuestion.gap_id.in_(list(gaps)))
        .order_by(GapQuestion.asked_at)
    )
    found: dict[int, tuple[bool, str]] = {}
    for row in chosen:
        best = row.turn_id == gaps[row.gap_id]
        if best or not found.get(row.gap_id, (False, ""))[0]:
            found[row.gap_id] = (best, row.question)
    return {gap_id: question for gap_id, (_, question) in found.items()}


def questions_of(session: Session, gap_id: int, limit: int) -> list[GapQuestion]:
    """Return the newest questions of a gap, the newest first."""
    query = select(GapQuestion).where(GapQuestion.gap_id == gap_id)
    return list(session.scalars(query.order_by(GapQuestion.asked_at.desc()).limit(limit)))


def state_of(session: Session, gap_id: int) -> str | None:
    """Return the state of a gap as it is shown."""
    return session.scalar(select(_state()).where(Gap.id == gap_id))


# ---- actions


def actions(session: Session, gap_id: int) -> list[GapAction]:
    """Return what was done about a gap, the oldest first."""
    query = select(GapAction).where(GapAction.gap_id == gap_id)
    return list(session.scalars(query.order_by(GapAction.id)))


def all_actions(session: Session) -> list[GapAction]:
    """Return everything that was done, the oldest first."""
    return list(session.scalars(select(GapAction).order_by(GapAction.id)))


def find_action(session: Session, action_id: int) -> GapAction | None:
    """Return that action."""
    return session.get(GapAction, action_id)


def answered_by(session: Session, action_id: int) -> list[Row[Any]]:
    """Return how many of a gap's questions each article answers since the action, most first."""
    number = func.count().label("questions")
    query = select(GapAnswer.slug, number).where(
        GapAnswer.action_id == action_id, GapAnswer.outcome == Outcome.answered
    )
    return list(session.execute(query.group_by(GapAnswer.slug).order_by(number.desc())))


def replace_answers(session: Session, action_id: int, rows: Iterable[GapAnswer]) -> None:
    """Keep what search makes of the gap's questions now, and nothing older."""
    session.execute(delete(GapAnswer).where(GapAnswer.action_id == action_id))
    session.add_all(rows)
    session.flush()


def kept_questions(session: Session, turn_ids: Collection[str]) -> set[str]:
    """Return which of the questions are still known."""
    some = select(GapQuestion.turn_id).where(GapQuestion.turn_id.in_(list(turn_ids)))
    return set(session.scalars(some))
