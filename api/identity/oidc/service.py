"""A sign-in by the force's service: begun, brought back, and what it makes of the person here."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy.orm import Session

from api.audit import service as audit
from api.db import utc_now
from api.identity import repository, sessions, tokens
from api.identity.hashing import hash_secret
from api.identity.models import SignInBegun, User
from api.identity.oidc.claims import Expected, Person
from api.identity.oidc.errors import NoAccess, NotBegun
from api.identity.oidc.provider import Description, Provider
from api.identity.roles import Role
from api.settings import Settings

LASTS = timedelta(minutes=10)
SCOPES = "openid profile email"
CALLBACK = "/sign-in/callback"


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and the cookie that binds the answer to this browser."""

    address: str
    cookie: str


@dataclass(frozen=True)
class BroughtBack:
    """A sign-in that this browser began: what its token must hold and where to go on to."""

    nonce: str
    code_verifier: str
    back: str


def redirect_uri(settings: Settings) -> str:
    """Return the address that the provider sends the browser back to."""
    return settings.address + CALLBACK


def begin(
    session: Session, settings: Settings, described: Description, back: str, cookie: str | None
) -> Begun:
    """Keep a new sign-in of the browser with that cookie, or with a fresh one, for ten minutes."""
    now = utc_now()
    repository.remove_expired(session, now)
    cookie = cookie or secrets.token_urlsafe(32)
    state, nonce, verifier = (secrets.token_urlsafe(size) for size in (32, 32, 48))
    session.add(
        SignInBegun(
            state_hash=hash_secret(state),
            browser_hash=hash_secret(cookie),
            nonce=nonce,
            code_verifier=verifier,
            back=back,
            expires_at=now + LASTS,
        )
    )
    query = {
        "response_type": "code",
        "response_mode": "query",
        "client_id": settings.oidc_client_id,
        "redirect_uri": redirect_uri(settings),
        "scope": SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in described.authorization_endpoint else "?"
    return Begun(f"{described.authorization_endpoint}{joint}{urlencode(query)}", cookie)


def take_back(session: Session, state: str, cookie: str | None) -> BroughtBack:
    """Return the sign-in of that state and browser, which is used up by it."""
    found = repository.take_sign_in(session, hash_secret(state), utc_now())
    if found is None:
        raise NotBegun("no sign-in of that state, or too long ago")
    if cookie is None or not secrets.compare_digest(found.browser_hash, hash_secret(cookie)):
        raise NotBegun("it was begun in another browser")
    return BroughtBack(found.nonce, found.code_verifier, found.back)


def expected(settings: Settings, nonce: str) -> Expected:
    """Return what a token of that sign-in has to hold."""
    return Expected(
        client_id=settings.oidc_client_id,
        tenant=settings.oidc_tenant,
        nonce=nonce,
        roles={name: Role(role) for name, role in settings.oidc_roles.items()},
        default_role=Role.OFFICER if settings.oidc_default_role else None,
        area_claim=settings.oidc_area_claim,
    )


def known(session: Session, person: Person) -> User:
    """Return the user that this person is here, brought up to what the token says; made if new.

    NoAccess if the token gives no role, after every session and token of theirs was ended, or if
    an administrator switched the account off; the caller commits either way.
    """
    user = repository.user_by_subject(session, person.subject)
    if person.role is None:
        if user is not None:
            _end_access(session, user)
        raise NoAccess("the token gives no role")
    if user is None:
        user = _new_user(session, person)
    if not user.active:
        raise NoAccess("the account is switched off here")
    if user.role != person.role:
        _record(session, user, "role_changed")
        user.role, user.version = person.role, user.version + 1
    user.name, user.area, user.email = person.name, person.area, person.email
    user.confirmed_at = utc_now()
    return user


def _new_user(session: Session, person: Person) -> User:
    assert person.role is not None
    user_id = str(uuid.uuid4())
    user = User(
        id=user_id,
        username=f"force-{user_id}",
        name=person.name,
        role=person.role,
        subject=person.subject,
        active=True,
    )
    session.add(user)
    session.flush()
    _record(session, user, "person_added")
    return user


def _end_access(session: Session, user: User) -> None:
    for session_id in repository.remove_sessions(session, user.id):
        sessions.note_ended(session, user.id, session_id)
    tokens.revoke_all(session, user.id, user.id)
    user.confirmed_at = None
    if user.role != Role.OFFICER:
        user.role, user.version = Role.OFFICER, user.version + 1
        _record(session, user, "role_changed")


def _record(session: Session, user: User, action: str) -> None:
    audit.record(session, actor_id=user.id, action=action, object_kind="person", object_id=user.id)


def sign_out_address(settings: Settings, provider: Provider) -> str | None:
    """Return where the browser is signed out at the provider too; None if it offers none."""
    address = provider.description().end_session_endpoint
    if address is None:
        return None
    back = settings.address + "/sign-in"
    query = {"client_id": settings.oidc_client_id, "post_logout_redirect_uri": back}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
