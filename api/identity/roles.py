"""The roles and which of them include which; the principal; what tokens can be narrowed to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a user may do. `service` is the actions process and includes nothing else."""

    OFFICER = "officer"
    CURATOR = "curator"
    LEAD = "lead"
    ADMIN = "admin"
    SERVICE = "service"


INCLUDES: dict[Role, frozenset[Role]] = {
    Role.OFFICER: frozenset({Role.OFFICER}),
    Role.CURATOR: frozenset({Role.OFFICER, Role.CURATOR}),
    Role.LEAD: frozenset({Role.OFFICER, Role.CURATOR, Role.LEAD}),
    Role.ADMIN: frozenset({Role.OFFICER, Role.CURATOR, Role.LEAD, Role.ADMIN}),
    Role.SERVICE: frozenset({Role.SERVICE}),
}


class ScopeArea(StrEnum):
    """What a bearer token can be narrowed to, each for reading and for writing apart.

    A domain that wants its routes open to such tokens names its area here.
    """

    ARTICLES = "articles"
    AUDIT = "audit"
    CHAT = "chat"
    GAPS = "gaps"
    HUB_ONLY = "hub-only"
    INSIGHT = "insight"
    NOTIFICATIONS = "notifications"
    PEOPLE = "people"
    RECALL = "recall"
    RETENTION = "retention"
    SEARCH = "search"
    TICKETS = "tickets"
    WORKSHEETS = "worksheets"


@dataclass(frozen=True)
class Principal:
    """Who is asking.

    `csrf_token` and `session_id` are set for a browser session, `token_id` for a bearer token.
    `scopes` narrows what the role allows; None narrows nothing. `used_at` is when the session or
    token was used last, as far as that was noted. `turn_id` and `conversation_id` are set when the
    actions process acts within an officer's turn: `user_id` and `name` are then that officer's,
    `role` stays `service`.
    """

    user_id: str
    username: str
    name: str
    role: Role
    csrf_token: str | None = None
    turn_id: str | None = None
    conversation_id: str | None = None
    session_id: str | None = None
    token_id: str | None = None
    scopes: frozenset[str] | None = None
    used_at: datetime | None = None

    def may(self, role: Role) -> bool:
        """Say whether this principal's role includes `role`."""
        return role in INCLUDES[self.role]

    @property
    def is_curator(self) -> bool:
        """Say whether the Hub's console is open to this principal."""
        return self.may(Role.CURATOR)

    @property
    def is_lead(self) -> bool:
        """Say whether this principal leads the Hub."""
        return self.may(Role.LEAD)

    @property
    def is_admin(self) -> bool:
        """Say whether this principal looks after people and settings."""
        return self.may(Role.ADMIN)
