"""Telling one officer: a message where they were given the article, and a notice."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from api.conversations import repository as conversations
from api.conversations import service as conversing
from api.conversations.schemas import LinkShown, NoticeReply
from api.db import after_commit, utc_now
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify
from api.outbox.couriers import Courier, Payload
from api.recall import repository
from api.recall.models import Recall, RecallOfficer
from api.recall.service import TELL
from api.wording import wording

NO_ACCOUNT: Final = "has no account any more"


def couriers(grew: Callable[[str], None]) -> dict[str, Courier]:
    """Return what tells officers; `grew` is told of every conversation that has a new message."""

    def tell(session: Session, payload: Payload) -> None:
        found = _waiting(session, payload)
        if found is not None:
            _tell(session, *found, grew)

    return {TELL: Courier(tell, _give_up, _try_again)}


def _waiting(session: Session, payload: Payload) -> tuple[Recall, RecallOfficer] | None:
    """Return whom an entry is about, None if they have been told, or it is long purged."""
    row = repository.officer(session, int(payload["recall_id"]), str(payload["user_id"]))
    recall = repository.find(session, int(payload["recall_id"]))
    return (recall, row) if recall and row and row.state == "pending" else None


def _tell(
    session: Session, recall: Recall, row: RecallOfficer, grew: Callable[[str], None]
) -> None:
    """Message, notice and mark are one transaction with the end of the delivery."""
    if not repository.is_active(session, row.user_id):
        row.state, row.error = "failed", NO_ACCOUNT
        return
    place = row.conversation_id
    if place is not None and conversations.find_conversation(session, place) is not None:
        conversing.add_message(session, place, "hub", replies=[_reply(recall)])
        after_commit(session, lambda: grew(place))
    notify(session, [row.user_id], _notice(recall))
    row.state, row.error, row.told_at = "told", None, utc_now()


def _reply(recall: Recall) -> NoticeReply:
    words = wording().recall
    return NoticeReply(
        code="recalled",
        text=words.message.format(title=recall.title, instead=recall.instead),
        links=[LinkShown(label=words.link, url=_address(recall))],
    )


def _notice(recall: Recall) -> Notice:
    return Notice(
        kind=NoticeKind.ARTICLE_RECALLED,
        about=recall.slug,
        link=_address(recall),
        words={"title": recall.title},
        key=f"article_recalled:{recall.id}",
    )


def _address(recall: Recall) -> str:
    return f"/recalls/{recall.id}"


def _give_up(session: Session, payload: Payload, error: str) -> None:
    found = _waiting(session, payload)
    if found is not None:
        found[1].state, found[1].error = "failed", error


def _try_again(session: Session, payload: Payload) -> None:
    row = repository.officer(session, int(payload["recall_id"]), str(payload["user_id"]))
    if row is not None and row.state == "failed":
        row.state, row.error = "pending", None
