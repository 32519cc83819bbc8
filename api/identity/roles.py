"""The roles, and which of them include which."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Principal:
    """Who is asking.

    `csrf_token` is set for a browser session and None for a bearer token. `turn_id` and
    `conversation_id` are set when the actions process acts within an officer's turn: `user_id`
    and `name` are then that officer's, `role` stays `service`.
    """

    user_id: str
    username: str
    name: str
    role: Role
    csrf_token: str | None = None
    turn_id: str | None = None
    conversation_id: str | None = None

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
