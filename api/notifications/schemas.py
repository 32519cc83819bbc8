"""Notices over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.notifications.notice import NoticeKind

NoticeId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class NoticeShown(BaseModel):
    """One notice to the one who asks; `link` is a path of this service."""

    id: int
    kind: NoticeKind
    about: str
    title: str
    text: str
    link: str
    created_at: datetime
    read_at: datetime | None


class NoticePage(BaseModel):
    """Notices, the newest first, how many are unread in all, and the cursor of the next page."""

    items: list[NoticeShown]
    unread: int
    next: int | None


class UnreadNotices(BaseModel):
    """How many notices are still unread."""

    unread: int
