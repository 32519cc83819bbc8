"""People, sessions and tokens at the edge."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.identity.roles import Role

OWN_TOKEN_DAYS = 90
ADMIN_TOKEN_DAYS = 365


def one_line(text: str) -> str:
    """Return the text, which must have no control characters."""
    if not text.isprintable():
        raise ValueError("Use letters, numbers and spaces only.")
    return text


Line = AfterValidator(one_line)


class SessionShown(BaseModel):
    """A signed-in browser. `this` is the one that asks; whose it is stands in a list of all."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    this: bool = False
    user_id: str | None = None
    name: str | None = None


class SessionPage(BaseModel):
    """Some sessions, and the cursor of those that follow."""

    items: list[SessionShown]
    next: str | None = None


class NewToken(BaseModel):
    """What a bearer token is asked for: a name to know it by, what it may do, for how long."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), Line
    ]
    scopes: list[Annotated[str, StringConstraints(max_length=40)]] = Field(
        min_length=1, max_length=40
    )
    days: int = Field(default=30, ge=1, le=ADMIN_TOKEN_DAYS)


class TokenShown(BaseModel):
    """A bearer token, never its secret. `scopes` is None if it is narrowed to nothing."""

    id: str
    name: str
    scopes: list[str] | None
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime


class TokenPage(BaseModel):
    """Somebody's tokens."""

    items: list[TokenShown]


class TokenIssued(TokenShown):
    """A new token with its secret, which is shown this once."""

    token: str


class PersonShown(BaseModel):
    """A person. `provided` says that name, role and area come from the force's sign-in service."""

    id: str
    username: str
    name: str
    role: Role
    area: str | None
    active: bool
    provided: bool
    last_seen_at: datetime | None
    version: int


class PersonPage(BaseModel):
    """Some people, and the cursor of those that follow."""

    items: list[PersonShown]
    next: str | None = None


class PersonChanges(BaseModel):
    """What shall be different about a person; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    active: bool | None = None
