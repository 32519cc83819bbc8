"""Conversations: opening turns, closing them, restoring a page."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.conversations import repository
from api.conversations.context import ContextUsed, EarlierTurn, Shown
from api.conversations.directives import Noted, Verdict
from api.conversations.models import Button, Conversation, Feedback, Message, Turn
from api.conversations.schemas import AnyReply, MessagePage, MessageShown
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity.roles import Principal
from knowledge import Outcome

TITLE_CHARS = 70
UNCLEAR_WITHIN = 4  # turns
CLEARED = frozenset({Outcome.answered, Outcome.handed_over})


@dataclass(frozen=True)
class ConversationShown:
    """A conversation in a list: its id, the first words of it, when it was last used."""

    id: str
    title: str
    updated_at: datetime


@dataclass(frozen=True)
class OpenTurn:
    """A turn whose officer's message is stored and whose replies are not yet."""

    id: str
    conversation_id: str
    sender_id: str
    worksheet_id: str | None
    intent_message: str | None


def start_conversation(session: Session, user_id: str) -> Conversation:
    """Add a new conversation of the user."""
    now = utc_now()
    conversation = Conversation(
        id=str(uuid.uuid4()),
        user_id=user_id,
        channel="web",
        sender_id=secrets.token_urlsafe(24),
        created_at=now,
        updated_at=now,
    )
    session.add(conversation)
    session.flush()
    return conversation


def own(session: Session, user_id: str, conversation_id: str) -> Conversation:
    """Return the user's conversation; somebody else's is not found."""
    conversation = repository.owned(session, conversation_id, user_id)
    if conversation is None:
        raise not_found("conversation")
    return conversation


def open_turn(
    session: Session,
    principal: Principal,
    conversation_id: str | None,
    text: str,
    payload: str | None,
) -> OpenTurn:
    """Store the officer's (redacted) message and open a turn for it.

    A `payload` must be the id of a button issued in this conversation; the message then shows
    the button's label.
    """
    if conversation_id is not None:
        conversation = own(session, principal.user_id, conversation_id)
    elif payload is not None:
        raise _unknown_button()
    else:
        conversation = start_conversation(session, principal.user_id)
    button = None
    if payload is not None:
        button = repository.find_button(session, conversation.id, payload)
        if button is None:
            raise _unknown_button()
    now = utc_now()
    turn = Turn(
        id=str(uuid.uuid4()),
        conversation_id=conversation.id,
        question=button.label if button else text,
        created_at=now,
    )
    session.add(turn)
    session.flush()
    add_message(session, conversation.id, "officer", text=turn.question, turn_id=turn.id)
    return OpenTurn(
        id=turn.id,
        conversation_id=conversation.id,
        sender_id=conversation.sender_id,
        worksheet_id=conversation.worksheet_id,
        intent_message=button.intent_message if button else None,
    )


def _unknown_button() -> Problem:
    return Problem(
        404,
        "unknown_payload",
        "That button is not from this conversation. Type what you need instead.",
    )


def add_message(
    session: Session,
    conversation_id: str,
    author: str,
    *,
    text: str = "",
    replies: list[AnyReply] | None = None,
    outcome: Outcome | None = None,
    turn_id: str | None = None,
) -> Message:
    """Add a message at the end of a conversation and return it with its id."""
    now = utc_now()
    message = Message(
        conversation_id=conversation_id,
        turn_id=turn_id,
        author=author,
        text=text,
        replies=[reply.model_dump(mode="json") for reply in replies or []],
        outcome=outcome,
        created_at=now,
    )
    session.add(message)
    session.get_one(Conversation, conversation_id).updated_at = now
    session.flush()
    return message


def close_turn(
    session: Session,
    turn_id: str,
    *,
    outcome: Outcome,
    confidence: float | None,
    replies: list[AnyReply],
) -> Message:
    """Store the replies of a turn and close it; a late action then gets 409 `turn_over`."""
    turn = session.get_one(Turn, turn_id)
    turn.outcome, turn.confidence, turn.closed_at = outcome, confidence, utc_now()
    shown = shown_in(replies)
    turn.shown = shown.model_dump(mode="json") if shown.read or shown.choices else None
    return add_message(
        session,
        turn.conversation_id,
        "assistant",
        replies=replies,
        outcome=outcome,
        turn_id=turn_id,
    )


def shown_in(replies: list[AnyReply]) -> Shown:
    """Return what of the guidance stands in the replies, each article once, in order."""
    answers = [reply.slug for reply in replies if reply.kind == "answer"]
    choices = [item.slug for reply in replies if reply.kind == "choices" for item in reply.options]
    compared = [row.slug for reply in replies if reply.kind == "comparison" for row in reply.rows]
    return Shown(
        answers=tuple(dict.fromkeys(answers)),
        choices=tuple(dict.fromkeys(choices)),
        compared=tuple(dict.fromkeys(compared)),
    )


def remember_search(
    session: Session, turn_id: str, found: dict[str, Any], context: ContextUsed | None
) -> None:
    """Keep on the open turn what search made of it, and what it was taken with."""
    turn = session.get(Turn, turn_id)
    if turn is None:
        return  # the conversation was deleted meanwhile
    turn.search = found
    turn.context = context.model_dump(mode="json") if context else None


def start_anew(session: Session, turn_id: str) -> None:
    """Have no later message be taken with what was said before this turn."""
    used = ContextUsed(kind="started_over", rule="intent", topic="")
    session.get_one(Turn, turn_id).context = used.model_dump(mode="json")


def context_of(turn: Turn) -> ContextUsed | None:
    """Return what the turn was taken with."""
    return ContextUsed.model_validate(turn.context) if turn.context else None


def was_unclear(session: Session, conversation_id: str) -> bool:
    """Say whether one of the last few turns came to nothing, and none since was answered.

    Small talk and choices in between make nothing clearer.
    """
    for turn in repository.latest_turns(session, conversation_id, UNCLEAR_WITHIN):
        if _came_to_nothing(turn):
            return True
        if _outcome_of(turn) in CLEARED:
            return False
    return False


def _came_to_nothing(turn: Turn) -> bool:
    """Say whether there was no answer, or nothing that the message could be about."""
    used = context_of(turn)
    return (used is not None and used.kind == "nothing") or (
        _outcome_of(turn) == Outcome.unanswered
    )


def _outcome_of(turn: Turn) -> str | None:
    """Return what came of the turn; of one without rasa, what search made of it."""
    if turn.outcome == Outcome.degraded and turn.search is not None:
        return str(turn.search.get("outcome"))
    return turn.outcome


def question_taken(turn: Turn) -> str:
    """Return what the turn asked, with the earlier question if it was taken with one."""
    used = context_of(turn)
    return (used.searched or used.topic) if used else turn.question


def history(session: Session, conversation_id: str) -> list[EarlierTurn]:
    """Return the turns that a message may go on from, newest first, back to a start anew."""
    earlier = [
        EarlierTurn(
            id=row.id,
            question=row.question,
            asked=bool(row.asked),
            outcome=row.outcome,
            context=ContextUsed.model_validate(row.context) if row.context else None,
            shown=Shown.model_validate(row.shown or {}),
        )
        for row in repository.guidance_turns(session, conversation_id)
    ]
    anew = (n for n, turn in enumerate(earlier) if _began_anew(turn))
    return earlier[: next(anew, None)]


def _began_anew(turn: EarlierTurn) -> bool:
    return turn.context is not None and turn.context.kind == "started_over"


def contexts(session: Session, conversation_id: str) -> dict[int, ContextUsed]:
    """Return what messages were taken with, by the id of the reply; for staff alone."""
    found = repository.contexts_of_turns(session, conversation_id)
    return {message_id: ContextUsed.model_validate(used) for message_id, used in found.items()}


def issue_button(session: Session, conversation_id: str, label: str, intent_message: str) -> str:
    """Return the opaque id of a new button of this conversation."""
    button = Button(
        id=secrets.token_urlsafe(15),
        conversation_id=conversation_id,
        label=label,
        intent_message=intent_message,
        created_at=utc_now(),
    )
    session.add(button)
    return button.id


def to_shown(message: Message) -> MessageShown:
    """Return a stored message as the API shows it."""
    return MessageShown.model_validate(
        {
            "id": message.id,
            "author": message.author,
            "text": message.text,
            "replies": message.replies,
            "outcome": message.outcome,
            "created_at": message.created_at,
        }
    )


def messages(
    session: Session, principal: Principal, conversation_id: str, after: int = 0, limit: int = 200
) -> MessagePage:
    """Return a page of the principal's own conversation."""
    own(session, principal.user_id, conversation_id)
    return for_curator(session, conversation_id, after, limit)


def for_curator(
    session: Session, conversation_id: str, after: int = 0, limit: int = 200
) -> MessagePage:
    """Return a page of anyone's conversation; the caller has checked that this is allowed."""
    rows = repository.messages_after(session, conversation_id, after, limit + 1)
    items = [to_shown(row) for row in rows[:limit]]
    return MessagePage(items=items, next=items[-1].id if len(rows) > limit else None)


def latest_messages(
    session: Session, principal: Principal, conversation_id: str, limit: int
) -> tuple[list[MessageShown], bool]:
    """Return the last `limit` messages of one's own, oldest first, and whether there are others."""
    own(session, principal.user_id, conversation_id)
    rows = repository.latest_messages(session, conversation_id, limit + 1)
    return [to_shown(row) for row in rows[-limit:]], len(rows) > limit


def message(session: Session, principal: Principal, message_id: int) -> MessageShown:
    """Return one message of the principal's own conversations."""
    found = repository.owned_message(session, message_id, principal.user_id)
    if found is None:
        raise not_found("message")
    return to_shown(found)


def recent(session: Session, user_id: str, limit: int = 10) -> list[ConversationShown]:
    """Return the user's conversations, the last used first."""
    rows = repository.recent(session, user_id, limit)
    titles = repository.first_questions(session, [row.id for row in rows])
    return [
        ConversationShown(row.id, titles.get(row.id, "")[:TITLE_CHARS], row.updated_at)
        for row in rows
    ]


def title(session: Session, conversation_id: str) -> str:
    """Return the first words of a conversation, "" before the officer has said any."""
    said = repository.first_questions(session, [conversation_id])
    return said.get(conversation_id, "")[:TITLE_CHARS]


def latest(session: Session, user_id: str) -> ConversationShown | None:
    """Return the conversation the user used last, None before the first."""
    return next(iter(recent(session, user_id, 1)), None)


def note_asked(session: Session, conversation_id: str, question: str | None) -> None:
    """Remember the question that was asked last, for a request to the Hub; None forgets it."""
    session.get_one(Conversation, conversation_id).asked = question


@dataclass(frozen=True)
class RatedArticle:
    """An article as it was when something was said of it."""

    slug: str
    version: int
    content_hash: str


def last_article(session: Session, conversation_id: str) -> str | None:
    """Return the slug of the article talked about last."""
    return session.get_one(Conversation, conversation_id).last_article


def rate(
    session: Session, conversation_id: str, turn_id: str, article: RatedArticle, verdict: Verdict
) -> Noted:
    """Keep what the officer said of the article; once a conversation, the last word counts."""
    found = repository.feedback_on(session, conversation_id, article.slug)
    if found is None:
        noted: Literal["new", "changed", "reason", "already"] = "new"
        found = Feedback(conversation_id=conversation_id, slug=article.slug)
        session.add(found)
    elif found.verdict != verdict.verdict:
        noted, found.reason = "changed", None
    elif verdict.reason in (None, found.reason):
        return Noted(noted="already", slug=article.slug)
    else:
        noted = "reason"
    found.verdict, found.turn_id, found.created_at = verdict.verdict, turn_id, utc_now()
    found.reason = verdict.reason or found.reason
    found.article_version, found.content_hash = article.version, article.content_hash
    return Noted(noted=noted, slug=article.slug)


def asked_about(session: Session, conversation_id: str, slug: str) -> bool:
    """Say whether the conversation was given or has rated the article: that is asked once."""
    return slug in repository.articles_given(session, conversation_id) or bool(
        repository.feedback_on(session, conversation_id, slug)
    )
