"""Bearer tokens: issued with a name, scopes and an end; listed, used, revoked. Audited by ids."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.errors import Problem, not_found
from api.identity import repository
from api.identity.hashing import hash_secret
from api.identity.models import ApiToken, User
from api.identity.roles import Principal
from api.identity.schemas import OWN_TOKEN_DAYS, NewToken, TokenIssued, TokenPage, TokenShown

MAX_TOKENS = 10
PREFIX = "pa_"  # a leaked token is found for what it is by whoever scans for secrets


def issue(
    session: Session, actor: Principal, new: NewToken, open_scopes: Collection[str]
) -> TokenIssued:
    """Return a new token of one's own with its secret; `open_scopes` are what one's role may use.

    It lasts `OWN_TOKEN_DAYS` at most, an administrator's longer. Nobody issues one in another's
    name, so that nobody can act as somebody else.
    """
    user = session.get_one(User, actor.user_id)
    if new.days > OWN_TOKEN_DAYS and not actor.is_admin:
        raise _refused("days", f"Give it {OWN_TOKEN_DAYS} days at most.")
    unknown = sorted(set(new.scopes) - set(open_scopes))
    if unknown:
        raise _refused("scopes", f"This role has no scope {', '.join(unknown)}.")
    if len(repository.tokens_of(session, user.id, utc_now())) >= MAX_TOKENS:
        raise Problem(
            409, "too_many_tokens", f"There are {MAX_TOKENS} tokens already. Revoke one first."
        )
    scopes = " ".join(sorted(set(new.scopes)))
    secret, row = add(session, user, timedelta(days=new.days), new.name, scopes, actor.user_id)
    return TokenIssued(token=secret, **to_shown(row).model_dump())


def _refused(field: str, message: str) -> Problem:
    return Problem(422, "invalid", message, errors=[{"field": field, "message": message}])


def add(
    session: Session,
    user: User,
    lasting: timedelta,
    name: str,
    scopes: str | None,
    actor_id: str,
) -> tuple[str, ApiToken]:
    """Return a new secret and the token kept of it; without scopes it may all that its user may."""
    secret, now = PREFIX + secrets.token_urlsafe(32), utc_now()
    row = ApiToken(
        token_hash=hash_secret(secret),
        user_id=user.id,
        name=name,
        scopes=scopes,
        issued_by=actor_id,
        created_at=now,
        expires_at=now + lasting,
    )
    session.add(row)
    session.flush()
    _record(session, actor_id, "token_issued", row.id)
    return secret, row


def to_shown(row: ApiToken) -> TokenShown:
    """Return the token as it is shown."""
    return TokenShown(
        id=row.id,
        name=row.name,
        scopes=row.scopes.split() if row.scopes is not None else None,
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )


def list_tokens(session: Session, user_id: str) -> TokenPage:
    """Return somebody's tokens that are good still, the newest first."""
    rows = repository.tokens_of(session, user_id, utc_now())
    return TokenPage(items=[to_shown(row) for row in rows])


def revoke(session: Session, actor: Principal, user_id: str, token_id: str) -> None:
    """Make that token of that user worthless at once; somebody else's is not found."""
    if not repository.remove_tokens(session, user_id, only=token_id):
        raise not_found("token")
    _record(session, actor.user_id, "token_revoked", token_id)


def revoke_all(session: Session, actor_id: str, user_id: str) -> None:
    """Make every token of the user worthless at once."""
    for token_id in repository.remove_tokens(session, user_id):
        _record(session, actor_id, "token_revoked", token_id)


def _record(session: Session, actor_id: str, action: str, token_id: str) -> None:
    audit.record(session, actor_id=actor_id, action=action, object_kind="token", object_id=token_id)
