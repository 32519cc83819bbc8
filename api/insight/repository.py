"""Queries for counting a week, on the counts, and on the rows behind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    String,
    Subquery,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from api.articles.models import StoredArticle
from api.conversations.models import Conversation, Feedback, Turn
from api.identity.models import User
from api.insight.models import InsightCell, InsightWait, InsightWeek
from api.insight.schemas import Dimension, Family
from api.insight.suppression import SMALL
from api.tickets.models import Ticket
from knowledge import Outcome

MEASURES: Final = {
    Family.QUESTIONS: (
        "questions", "answered", "choices", "unanswered", "out_of_scope", "settled", "deflected",
        "durable",
    ),
    Family.FEEDBACK: ("helped", "partly", "did_not_help"),
    Family.OPENED: ("opened",),
    Family.REPLIED: ("replied",),
}  # fmt: skip
ASKED_FOR_GUIDANCE: Final = "guidance_request"
NOT_KNOWN: Final = ""
LOOK_AHEAD: Final = timedelta(days=7)
AN_HOUR_S: Final = 3600

# ---- counting a week: one row a person and place


def _count(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def _text(value: Any) -> ColumnElement[str]:
    return func.coalesce(value, NOT_KNOWN)


def _given() -> ColumnElement[str]:
    """The article that the turn gave, or the first of its choices."""
    answer = func.json_extract(Turn.shown, "$.answers[0]")
    return func.coalesce(answer, func.json_extract(Turn.shown, "$.choices[0]"), type_=String())


def _asked_again(start: datetime, end: datetime) -> Subquery:
    """Select which articles (`slug`) the officer of a turn of that time asked for again (`again`).

    Within seven days, more than an hour later. A turn asks for the article that stood first in
    its ranking, and for the one that it gave or had first among its choices. One pass in
    order, however many turns there are.
    """
    ranked = func.json_extract(Turn.search, "$.hits[0].slug")
    seconds = func.cast(func.strftime("%s", Turn.created_at), Integer).label("seconds")
    asked = union_all(
        *(
            select(Turn.id, Conversation.user_id, slug.label("slug"), seconds)
            .join(Conversation, Conversation.id == Turn.conversation_id)
            .where(*_in_time(Turn.created_at, start, end + LOOK_AHEAD), *_is_question(), *only)
            for slug, only in ((ranked, ()), (_given(), (_given().is_distinct_from(ranked),)))
        )
    ).subquery()
    later = func.count().over(
        partition_by=(asked.c.user_id, asked.c.slug),
        order_by=asked.c.seconds,
        range_=(AN_HOUR_S + 1, int(LOOK_AHEAD.total_seconds())),
    )
    return select(asked.c.id, asked.c.slug, later.label("again")).subquery()


def _hub_asked() -> ColumnElement[bool]:
    """Say that the officer sent a request for guidance within seven days."""
    return (
        select(Ticket.ref)
        .where(
            Ticket.asker_id == Conversation.user_id,
            Ticket.kind == ASKED_FOR_GUIDANCE,
            Ticket.created_at > Turn.created_at,
            Ticket.created_at <= func.datetime(Turn.created_at, "+7 days"),
        )
        .correlate(Turn, Conversation)
        .exists()
    )


def questions(
    session: Session, start: datetime, end: datetime, settled: datetime
) -> list[Row[Any]]:
    """Return what each person asked in that time, by area, channel and topic, and what it came to.

    `settled` are the answered ones from before that moment: what followed them is known.
    """
    answered = Turn.outcome == Outcome.answered
    old = and_(answered, Turn.created_at <= settled)
    area, topic = _text(User.area).label("area"), _text(StoredArticle.group).label("topic")
    asked = _asked_again(start, end)
    query = (
        select(
            Conversation.user_id,
            area,
            Conversation.channel,
            topic,
            func.count().label("questions"),
            _count(answered, "answered"),
            _count(Turn.outcome == Outcome.choices, "choices"),
            _count(and_(Turn.outcome == Outcome.unanswered, ~_kept_for_the_hub()), "unanswered"),
            _count(Turn.outcome == Outcome.out_of_scope, "out_of_scope"),
            _count(old, "settled"),
            _count(and_(old, ~_hub_asked()), "deflected"),
            _count(and_(old, func.coalesce(asked.c.again, 0) == 0), "durable"),
        )
        .select_from(Turn)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .join(User, User.id == Conversation.user_id)
        .outerjoin(StoredArticle, StoredArticle.slug == _given())
        .outerjoin(asked, and_(asked.c.id == Turn.id, asked.c.slug == _given()))
        .where(*_in_time(Turn.created_at, start, end), *_is_question())
        .group_by(Conversation.user_id, area, Conversation.channel, topic)
    )
    return list(session.execute(query))


def _in_time(column: Any, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return column >= start, column < end


def _is_question() -> tuple[ColumnElement[bool], ...]:
    return Turn.closed_at.is_not(None), func.json_type(Turn.search) == "object"


def _kept_for_the_hub() -> ColumnElement[bool]:
    """Say that nothing was looked up for the turn, because only the Hub answered."""
    return func.coalesce(func.json_extract(Turn.search, "$.index_version"), "-") == ""


def feedback(session: Session, start: datetime, end: datetime) -> list[Row[Any]]:
    """Return what each person said of articles then; what leads to nobody counts nowhere."""
    area, topic = _text(User.area).label("area"), _text(StoredArticle.group).label("topic")
    query = (
        select(
            Conversation.user_id,
            area,
            Conversation.channel,
            topic,
            *(
                _count(Feedback.verdict == verdict, verdict)
                for verdict in MEASURES[Family.FEEDBACK]
            ),
        )
        .select_from(Feedback)
        .join(Conversation, Conversation.id == Feedback.conversation_id)
        .join(User, User.id == Conversation.user_id)
        .outerjoin(StoredArticle, StoredArticle.slug == Feedback.slug)
        .where(*_in_time(Feedback.created_at, start, end))
        .group_by(Conversation.user_id, area, Conversation.channel, topic)
    )
    return list(session.execute(query))


def opened(session: Session, start: datetime, end: datetime) -> list[Row[Any]]:
    """Return how many requests each person sent in that time."""
    area, channel, topic = _of_ticket()
    query = _tickets(
        Ticket.asker_id.label("user_id"), area, channel, topic, func.count().label("opened")
    )
    in_time = _in_time(Ticket.created_at, start, end)
    return list(
        session.execute(query.where(*in_time).group_by(Ticket.asker_id, area, channel, topic))
    )


def replied(session: Session, start: datetime, end: datetime) -> list[Row[Any]]:
    """Return each request that was answered in that time, and when it was sent and answered."""
    area, channel, topic = _of_ticket()
    query = _tickets(
        Ticket.asker_id.label("user_id"), area, channel, topic, Ticket.created_at,
        Ticket.answered_at,
    )  # fmt: skip
    return list(session.execute(query.where(*_in_time(Ticket.answered_at, start, end))))


def _of_ticket() -> tuple[ColumnElement[str], ColumnElement[str], ColumnElement[str]]:
    return (
        _text(User.area).label("area"),
        _text(Conversation.channel).label("channel"),
        _text(Ticket.topic).label("topic"),
    )


def _tickets(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Ticket)
        .join(User, User.id == Ticket.asker_id)
        .outerjoin(Conversation, Conversation.id == Ticket.conversation_id)
    )


# ---- the counts


def first_moment(session: Session) -> datetime | None:
    """Return when the oldest turn or ticket is from, None without any."""
    found = [
        session.scalar(select(func.min(column))) for column in (Turn.created_at, Ticket.created_at)
    ]
    return min((moment for moment in found if moment is not None), default=None)


def final_weeks(session: Session) -> set[str]:
    """Return the weeks that are counted for good."""
    return set(session.scalars(select(InsightWeek.week).where(InsightWeek.final)))


def replace_week(
    session: Session,
    week: InsightWeek,
    cells: Iterable[InsightCell],
    waits: Iterable[InsightWait],
) -> None:
    """Have the counts of that week be these; one that is counted for good stays as it is."""
    held = session.get(InsightWeek, week.week)
    if held is not None and held.final:
        return
    for table in (InsightCell, InsightWait):
        session.execute(delete(table).where(table.week == week.week))
    session.merge(week)
    session.add_all([*cells, *waits])
    session.flush()


def weeks(session: Session, first: str, last: str) -> list[InsightWeek]:
    """Return the weeks that were counted, oldest first."""
    within = InsightWeek.week.between(first, last)
    return list(session.scalars(select(InsightWeek).where(within).order_by(InsightWeek.week)))


def sums(
    session: Session, dimension: Dimension, first: str, last: str, by: str = "key"
) -> list[Row[Any]]:
    """Return the sums of each family by `key` or by `week`."""
    group = getattr(InsightCell, by)
    names = [name for names in MEASURES.values() for name in names]
    return list(
        session.execute(
            select(
                group.label("group"),
                InsightCell.family,
                *(func.sum(getattr(InsightCell, name)).label(name) for name in names),
            )
            .where(InsightCell.dimension == dimension, InsightCell.week.between(first, last))
            .group_by(group, InsightCell.family)
            .order_by(group)
        )
    )


def waits(
    session: Session, dimension: Dimension, first: str, last: str, by: str = "key"
) -> list[Row[Any]]:
    """Return how many requests waited how long, by `key` or by `week`."""
    group = getattr(InsightWait, by)
    return list(
        session.execute(
            select(
                group.label("group"), InsightWait.bucket, func.sum(InsightWait.tickets).label("n")
            )
            .where(InsightWait.dimension == dimension, InsightWait.week.between(first, last))
            .group_by(group, InsightWait.bucket)
        )
    )


def given_out_weeks(
    session: Session, dimension: Dimension, family: Family, key: str, first: str, last: str
) -> list[str]:
    """Return the weeks in which that group has figures of its own."""
    return list(
        session.scalars(
            select(InsightCell.week).where(
                InsightCell.dimension == dimension,
                InsightCell.family == family,
                InsightCell.key == key,
                InsightCell.key != SMALL,
                InsightCell.week.between(first, last),
            )
        )
    )


# ---- the rows behind them

Spans = Sequence[tuple[datetime, datetime]]


def _within(column: Any, spans: Spans) -> ColumnElement[bool]:
    return or_(*(and_(*_in_time(column, start, end)) for start, end in spans))


def _is(dimension: Dimension, key: str, topic: Any) -> list[ColumnElement[bool]]:
    by = {Dimension.AREA: User.area, Dimension.CHANNEL: Conversation.channel}
    if dimension is Dimension.ALL:
        return []
    return [_text(topic if dimension is Dimension.TOPIC else by[dimension]) == key]


def question_rows(
    session: Session,
    dimension: Dimension,
    key: str,
    spans: Spans,
    outcome: str | None,
    limit: int,
    offset: int,
) -> list[Row[Any]]:
    """Return questions of a group that are still kept, newest first."""
    query = (
        select(
            Turn.created_at.label("at"), Turn.question.label("text"), Turn.outcome,
            _given().label("slug"), Turn.ticket_ref.label("ref"),
        )
        .select_from(Turn)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .join(User, User.id == Conversation.user_id)
        .outerjoin(StoredArticle, StoredArticle.slug == _given())
        .where(_within(Turn.created_at, spans), *_is_question())
        .where(*_is(dimension, key, StoredArticle.group))
    )  # fmt: skip
    if outcome is not None:
        query = query.where(Turn.outcome == outcome)
    if outcome == Outcome.unanswered:
        query = query.where(~_kept_for_the_hub())
    newest = query.order_by(Turn.created_at.desc(), Turn.id)
    return list(session.execute(newest.limit(limit).offset(offset)))


def feedback_rows(
    session: Session, dimension: Dimension, key: str, spans: Spans, limit: int, offset: int
) -> list[Row[Any]]:
    """Return verdicts of a group, newest first, with the title of the article."""
    query = (
        select(
            Feedback.created_at.label("at"),
            _text(StoredArticle.title).label("text"),
            Feedback.verdict.label("outcome"),
            Feedback.slug,
        )
        .select_from(Feedback)
        .join(Conversation, Conversation.id == Feedback.conversation_id)
        .join(User, User.id == Conversation.user_id)
        .outerjoin(StoredArticle, StoredArticle.slug == Feedback.slug)
        .where(_within(Feedback.created_at, spans))
        .where(*_is(dimension, key, StoredArticle.group))
    )
    newest = query.order_by(Feedback.created_at.desc(), Feedback.id)
    return list(session.execute(newest.limit(limit).offset(offset)))


def ticket_rows(
    session: Session,
    family: Family,
    dimension: Dimension,
    key: str,
    spans: Spans,
    limit: int,
    offset: int,
) -> list[Row[Any]]:
    """Return requests of a group, by when they were sent or answered, newest first."""
    at = Ticket.created_at if family is Family.OPENED else Ticket.answered_at
    query = _tickets(
        at.label("at"), Ticket.question.label("text"), Ticket.state.label("outcome"), Ticket.ref
    ).where(_within(at, spans), *_is(dimension, key, Ticket.topic))
    return list(session.execute(query.order_by(at.desc(), Ticket.ref).limit(limit).offset(offset)))
