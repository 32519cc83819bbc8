"""People, for administrators: found, given a role, switched off and on. Audited by ids."""

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.errors import Problem, not_found
from api.identity import repository, sessions, tokens
from api.identity.models import User
from api.identity.roles import Principal, Role
from api.identity.schemas import PersonChanges, PersonPage, PersonShown

LAST_ADMIN = (
    "This is the only administrator who can sign in. Make somebody else an administrator first."
)
PROVIDED_ROLE = "This role comes from the force's sign-in service. Change it there."


def find(
    session: Session,
    actor: Principal,
    words: str = "",
    role: Role | None = None,
    active: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> PersonPage:
    """Return the people by name; each of the words stands in name, user name or area. Audited."""
    after = session.get(User, cursor) if cursor else None
    rows = repository.find_users(session, words, role, active, limit + 1, after)
    _record(session, actor, "people_listed", "all")
    items = [to_shown(row) for row in rows[:limit]]
    return PersonPage(items=items, next=items[-1].id if len(rows) > limit else None)


def read(session: Session, actor: Principal, user_id: str) -> PersonShown:
    """Return one person; that they were looked at is audited."""
    user = get(session, user_id)
    _record(session, actor, "person_read", user.id)
    return to_shown(user)


def get(session: Session, user_id: str) -> User:
    """Return that person, active or not."""
    user = session.get(User, user_id)
    if user is None:
        raise not_found("person")
    return user


def to_shown(user: User) -> PersonShown:
    """Return the person as they are shown."""
    return PersonShown(
        id=user.id,
        username=user.username,
        name=user.name,
        role=Role(user.role),
        area=user.area,
        active=user.active,
        provided=user.subject is not None,
        last_seen_at=user.last_seen_at,
        version=user.version,
    )


def change(
    session: Session,
    actor: Principal,
    user_id: str,
    changes: PersonChanges,
    version: int | None,
    demo: bool,
) -> PersonShown:
    """Change role or access; whoever is switched off is signed out at once, tokens included.

    `demo` says whether demo users can sign in, and so count as administrators. What is so already
    is left alone: a second click changes nothing.
    """
    user = get(session, user_id)
    role = changes.role if changes.role != user.role else None
    active = changes.active if changes.active != user.active else None
    if role is None and active is None:
        return to_shown(user)
    if version is not None and version != user.version:
        raise Problem(412, "changed_meanwhile", "Somebody changed this meanwhile. Reload it.")
    if role is not None:
        _check_role(user, role)
    if (active is False or role not in (None, Role.ADMIN)) and _is_last(session, user, demo):
        raise Problem(409, "last_admin", LAST_ADMIN)
    user.version += 1
    if role is not None:
        user.role = role
        _record(session, actor, "role_changed", user.id)
    if active is not None:
        _switch(session, actor, user, active)
    return to_shown(user)


def _check_role(user: User, role: Role) -> None:
    if user.subject is not None:
        raise Problem(409, "role_is_provided", PROVIDED_ROLE)
    if role is Role.SERVICE:
        message = "Nobody has this role; it is the actions process's."
        raise Problem(422, "invalid", message, errors=[{"field": "role", "message": message}])


def _is_last(session: Session, user: User, demo: bool) -> bool:
    return repository.active_admins(session, demo) == [user.id]


def _switch(session: Session, actor: Principal, user: User, active: bool) -> None:
    user.active = active
    _record(session, actor, "person_activated" if active else "person_deactivated", user.id)
    if not active:
        sessions.end_sessions(session, actor, user.id)
        tokens.revoke_all(session, actor.user_id, user.id)


def _record(session: Session, actor: Principal, action: str, user_id: str) -> None:
    audit.record(
        session, actor_id=actor.user_id, action=action, object_kind="person", object_id=user_id
    )
