"""Deleting one conversation everywhere it went."""

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.conversations import repository as conversations
from api.conversations.models import Conversation
from api.db import utc_now
from api.errors import not_found
from api.gaps import repository as gaps
from api.idempotency import service as idempotency
from api.outbox import service as outbox
from api.recall import repository as recalls
from api.retention import repository
from api.retention.models import SYSTEM
from api.tickets import repository as tickets
from api.worksheets import repository as worksheets

FORGET_DIALOGUE = "forget_dialogue"
DELETED = "conversation_deleted"  # in the audit log


def delete_conversation(session: Session, conversation: Conversation, by: str) -> None:
    """Nothing that was said in the conversation is left once this transaction has committed.

    Its requests live on without it, and what rasa remembers of it is deleted through the outbox:
    as soon as rasa is up, however long that takes. The audit log says that it was deleted.
    """
    tickets.unlink_conversation(session, conversation.id)
    worksheets.unlink_conversation(session, conversation.id)
    idempotency.forget_conversation(session, conversation.id)
    gaps.forget_conversation(session, conversation.id)
    recalls.forget_conversation(session, conversation.id)
    outbox.put(session, FORGET_DIALOGUE, {"sender_id": conversation.sender_id})
    audit.record(
        session,
        actor_id=by,
        action=DELETED,
        object_kind="conversation",
        object_id=conversation.id,
    )
    conversations.delete_conversation(session, conversation.id)


def delete_own(session: Session, user_id: str, conversation_id: str) -> None:
    """Delete a conversation of the user's own, with a receipt; 404 for any other."""
    conversation = conversations.owned(session, conversation_id, user_id)
    if conversation is None:
        raise not_found("conversation")
    dates = (conversation.created_at, conversation.updated_at)
    delete_conversation(session, conversation, user_id)
    repository.add_to_receipt(
        session, str(uuid.uuid4()), "conversation", user_id, utc_now(), dates, count=1
    )


def delete_again(session: Session, conversation_ids: Iterable[str]) -> int:
    """Delete those of the conversations that a restored backup has brought back; return how many.

    Whoever deleted them had a receipt then.
    """
    found = [conversations.find_conversation(session, each) for each in conversation_ids]
    back = [conversation for conversation in found if conversation is not None]
    for conversation in back:
        delete_conversation(session, conversation, SYSTEM)
    return len(back)
