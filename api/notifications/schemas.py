"""Notices over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

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


class WaysChange(BaseModel):
    """How one wants to be told: kinds that are left out stay as they are; no address, no mail."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] | None = None
    mailed: dict[NoticeKind, StrictBool] = {}


class WaysShown(BaseModel):
    """How one is told: everything in the app, and what is `mailed` by e-mail as well."""

    address: str | None
    mailed: dict[NoticeKind, bool]
    mail_is_set_up: bool
    version: int


class NewEndpoint(BaseModel):
    """A receiver of notices: an https address, and the kinds it is sent; none means all."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    kinds: list[NoticeKind] = []


class EndpointChange(BaseModel):
    """What it is sent, and whether it is sent anything."""

    model_config = ConfigDict(extra="forbid")

    kinds: list[NoticeKind] | None = None
    active: StrictBool | None = None


class EndpointShown(BaseModel):
    """A receiver; `stopped` says why it is sent nothing, None while it is."""

    id: int
    url: str
    kinds: list[NoticeKind]
    stopped: Literal["by_person", "gone"] | None
    previous_until: datetime | None
    created_at: datetime
    version: int


class EndpointWithSecret(EndpointShown):
    """The same with the secret that signs what it is sent: shown this once."""

    secret: str


class EndpointList(BaseModel):
    """Every receiver."""

    items: list[EndpointShown]


EndpointId = Annotated[int, Field(ge=1, le=2**63 - 1)]
