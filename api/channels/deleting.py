"""Deleting a conversation in a turn of its own, and answering a turn whose conversation is gone."""

from sqlalchemy.orm import Session

from api.conversations import service as conversations
from api.conversations.schemas import ChatResponse, NoticeReply
from api.errors import Problem
from api.idempotency import service as idempotency
from api.retention import deletion
from api.wording import wording
from knowledge import Outcome


class ConversationGone(Problem):
    """The conversation was deleted while its turn was worked on; nothing of the turn is kept."""

    def __init__(self) -> None:
        """Answer as for any conversation that is not there."""
        super().__init__(404, "not_found", "This conversation was deleted. Start a new one.")


def delete_in_turn(
    session: Session, user_id: str, conversation_id: str, key: str | None
) -> ChatResponse:
    """Delete the conversation, the turn in progress with it, and say so in a new one.

    The turn's `key` moves to the new conversation: a retry hears the same.
    """
    new = conversations.start_conversation(session, user_id)
    if key is not None:
        idempotency.belongs_to(session, user_id, key, new.id)
        session.flush()
    deletion.delete_own(session, user_id, conversation_id)
    said = NoticeReply(code="conversation_deleted", text=wording().retention.deleted)
    message = conversations.add_message(
        session, new.id, "assistant", replies=[said], outcome=Outcome.dialogue
    )
    return ChatResponse(
        conversation_id=new.id,
        message_id=message.id,
        outcome=Outcome.dialogue,
        confidence=None,
        replies=[said],
        articles=[],
        ticket=None,
    )
