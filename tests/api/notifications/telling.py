"""A notice to tell, and the ids of those to tell it."""

from sqlalchemy.orm import Session

from api.db import Database
from api.identity.repository import user_by_username
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify

REF = "PF-2026-000012"


def answered(ref: str = REF, key: str = "") -> Notice:
    """The notice that a request was answered."""
    kind = NoticeKind.TICKET_ANSWERED
    return Notice(kind, ref, f"/requests/{ref}", {"ref": ref}, key or f"ticket_answered:{ref}")


def id_of(session: Session, username: str) -> str:
    """The id of a demo user."""
    user = user_by_username(session, username)
    assert user is not None
    return user.id


def tell(database: Database, *usernames: str, notice: Notice | None = None) -> int:
    """Tell demo users, in a transaction of its own; how many had not been told."""
    with database.writing() as session:
        return notify(session, [id_of(session, name) for name in usernames], notice or answered())
