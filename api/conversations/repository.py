"""Queries on conversations, turns, messages and buttons."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, Select, Text, cast, delete, func, null, select, update
from sqlalchemy.orm import Session

from api.conversations.context import Shown
from api.conversations.models import Button, Conversation, Feedback, Message, Turn
from api.db import delete_older

LOOK_BACK_MESSAGES = 50
LOOK_BACK_TURNS = 100


def find_conversation(session: Session, conversation_id: str) -> Conversation | None:
    """Return that conversation, whoever owns it."""
    return session.get(Conversation, conversation_id)


def owned(session: Session, conversation_id: str, user_id: str) -> Conversation | None:
    """Return that conversation if the user owns it."""
    return session.scalar(
        select(Conversation).where(
            Conversation.id == conversation_id, Conversation.user_id == user_id
        )
    )


def owner_of(session: Session, conversation_id: str) -> str:
    """Return the id of the officer whose conversation it is; it must exist."""
    return session.get_one(Conversation, conversation_id).user_id


def recent(session: Session, user_id: str, limit: int) -> list[Conversation]:
    """Return the user's conversations, the last used first."""
    return list(
        session.scalars(
            select(Conversation)
            .where(Conversation.user_id == user_id)
            .order_by(Conversation.updated_at.desc(), Conversation.id)
            .limit(limit)
        )
    )


def first_questions(session: Session, conversation_ids: list[str]) -> dict[str, str]:
    """Return the first thing the officer said in each conversation."""
    firsts = (
        select(func.min(Message.id))
        .where(Message.conversation_id.in_(conversation_ids), Message.author == "officer")
        .group_by(Message.conversation_id)
    )
    rows = session.execute(
        select(Message.conversation_id, Message.text).where(Message.id.in_(firsts))
    )
    return {row.conversation_id: row.text for row in rows}


def find_turn(session: Session, turn_id: str) -> Turn | None:
    """Return that turn, open or closed."""
    return session.get(Turn, turn_id) if turn_id else None


def latest_turns(session: Session, conversation_id: str, limit: int) -> list[Turn]:
    """Return the latest closed turns of the conversation, the newest first."""
    rows = session.scalars(
        select(Turn)
        .where(Turn.conversation_id == conversation_id, Turn.closed_at.is_not(None))
        .order_by(Turn.created_at.desc())
        .limit(limit)
    )
    return list(rows)


def guidance_turns(session: Session, conversation_id: str) -> list[Row[Any]]:
    """Return the latest closed turns that asked or showed something, the newest first."""
    asked = func.coalesce(func.json_type(Turn.search) == "object", False)
    return list(
        session.execute(
            select(
                Turn.id,
                Turn.question,
                asked.label("asked"),
                Turn.outcome,
                Turn.context,
                Turn.shown,
            )
            .where(Turn.conversation_id == conversation_id, Turn.closed_at.is_not(None))
            .where(asked | Turn.shown.is_not(None) | Turn.context.is_not(None))
            .order_by(Turn.created_at.desc())
            .limit(LOOK_BACK_TURNS)
        )
    )


def searches(session: Session, conversation_id: str, limit: int) -> list[Row[Any]]:
    """Return question, search and time of the latest turns that searched, the newest first."""
    rows = session.execute(
        select(Turn.question, Turn.search, Turn.created_at)
        .where(Turn.conversation_id == conversation_id)
        .order_by(Turn.created_at.desc())
        .limit(LOOK_BACK_TURNS)
    )
    return [row for row in rows if row.search][:limit]


def contexts_of_turns(session: Session, conversation_id: str) -> dict[int, dict[str, Any]]:
    """Return what turns were taken with, by the message that replied."""
    rows = session.execute(
        select(Message.id, Turn.context)
        .join(Turn, Turn.id == Message.turn_id)
        .where(Turn.conversation_id == conversation_id, Message.author == "assistant")
        .where(Turn.context.is_not(None))
    )
    return {row.id: row.context for row in rows}


def messages_after(
    session: Session, conversation_id: str, after: int, limit: int, author: str | None = None
) -> list[Message]:
    """Return messages with an id above `after`, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.id > after)
    if author is not None:
        query = query.where(Message.author == author)
    return list(session.scalars(query.order_by(Message.id).limit(limit)))


def latest_messages(session: Session, conversation_id: str, limit: int) -> list[Message]:
    """Return the newest `limit` messages, oldest first."""
    newest = (
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return list(session.scalars(newest))[::-1]


def owned_message(session: Session, message_id: int, user_id: str) -> Message | None:
    """Return that message if it stands in a conversation of the user."""
    return session.scalar(
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id, Conversation.user_id == user_id)
    )


def find_button(session: Session, conversation_id: str, button_id: str) -> Button | None:
    """Return the button if it was issued in that conversation."""
    return session.scalar(
        select(Button).where(Button.id == button_id, Button.conversation_id == conversation_id)
    )


def feedback_on(session: Session, conversation_id: str, slug: str) -> Feedback | None:
    """Return what was said of an article in that conversation."""
    return session.scalar(
        select(Feedback).where(Feedback.conversation_id == conversation_id, Feedback.slug == slug)
    )


def articles_given(session: Session, conversation_id: str) -> set[str]:
    """Return the slugs of all articles that closed turns of that conversation showed."""
    rows = session.scalars(
        select(Turn.shown).where(Turn.conversation_id == conversation_id, Turn.shown.is_not(None))
    )
    return {slug for shown in rows if shown for slug in shown["answers"]}


def turns_showing(session: Session, slug: str, since: datetime) -> list[Row[Any]]:
    """Return the turns from then on that showed the article, not only offered it, oldest first."""
    rows = session.execute(
        select(
            Turn.conversation_id,
            Turn.created_at,
            Turn.shown,
            Conversation.user_id,
            Conversation.channel,
        )
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.created_at >= since, Turn.shown.is_not(None))
        .where(cast(Turn.shown, Text).contains(f'"{slug}"', autoescape=True))
        .order_by(Turn.created_at)
    )
    return [row for row in rows if slug in Shown.model_validate(row.shown).read]


def channel_of(session: Session, conversation_id: str | None) -> str | None:
    """Return the channel of a conversation, None if it is not there."""
    found = session.get(Conversation, conversation_id) if conversation_id else None
    return found.channel if found is not None else None


def last_message_id(session: Session, conversation_id: str) -> int:
    """Return the id of the newest message, 0 before the first."""
    newest = select(func.max(Message.id)).where(Message.conversation_id == conversation_id)
    return session.scalar(newest) or 0


def headings_shown(session: Session, conversation_id: str, slug: str) -> set[str]:
    """Return the sections of an article that stand in the conversation already."""
    recent_replies = session.scalars(
        select(Message.replies)
        .where(Message.conversation_id == conversation_id, Message.author == "assistant")
        .order_by(Message.id.desc())
        .limit(LOOK_BACK_MESSAGES)
    )
    return {
        section["heading"]
        for replies in recent_replies
        for reply in replies
        if reply["kind"] == "answer" and reply["slug"] == slug
        for section in reply["sections"]
    }


def delete_conversation(session: Session, conversation_id: str) -> None:
    """Delete the conversation and all that was said in it; verdicts on articles lose their link."""
    _unlink_feedback(session, conversation_id)
    for table in (Button, Message, Turn):
        session.execute(delete(table).where(table.conversation_id == conversation_id))
    session.execute(delete(Conversation).where(Conversation.id == conversation_id))


def _unlink_feedback(session: Session, conversation_id: str) -> None:
    """Leave of each verdict the article and the day."""
    for row in session.scalars(select(Feedback).where(Feedback.conversation_id == conversation_id)):
        row.conversation_id = row.turn_id = None
        row.created_at = datetime.combine(row.created_at, time(), row.created_at.tzinfo)
    session.flush()


def unused_since(
    session: Session, before: datetime, limit: int, but: Select[tuple[str]]
) -> list[Conversation]:
    """Return conversations last used before that moment, the longest unused first.

    `but` selects the ids of those that are to be left.
    """
    return list(
        session.scalars(
            select(Conversation)
            .where(Conversation.updated_at < before, Conversation.id.not_in(but))
            .order_by(Conversation.updated_at)
            .limit(limit)
        )
    )


def purge_searches(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Forget what search found in at most `limit` turns from before; return when they were."""
    rows = session.execute(
        select(Turn.id, Turn.created_at)
        .where(Turn.created_at < before, func.json_type(Turn.search) == "object")
        .order_by(Turn.created_at)
        .limit(limit)
    ).all()
    session.execute(update(Turn).where(Turn.id.in_([row.id for row in rows])).values(search=null()))
    return [row.created_at for row in rows]


def purge_feedback(session: Session, before: datetime, limit: int) -> list[datetime]:
    """Delete at most `limit` verdicts from before that moment; return when each was given."""
    return delete_older(session, Feedback.created_at, before, limit)
