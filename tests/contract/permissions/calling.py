"""Calling a route as somebody, with an object of somebody's in its path."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

import httpx
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from api.db import Database
from api.identity import repository, tokens
from api.identity import service as identity
from api.identity.models import User
from api.identity.roles import Principal, Role
from tests.api.whole_app import SERVICE_TOKEN
from tests.contract.permissions.matrix import Row
from tests.contract.permissions.objects import World, turn

OTHER = "officer-b"
LET_IN = frozenset({410, 409, 412, 428})  # past every question of who: the state of things says no
INCOMPLETE = 422
MARKS = count()


@dataclass(frozen=True)
class Caller:
    """Who calls: the headers, and whose objects are the caller's own."""

    username: str
    headers: Mapping[str, str]
    role: Role | None

    @property
    def is_service(self) -> bool:
        """Whether it is the actions process."""
        return self.role is Role.SERVICE


def user_named(session: Session, username: str) -> User:
    """Return that demo user."""
    user = repository.user_by_username(session, username)
    assert user is not None
    return user


def person(session: Session, username: str, scopes: Iterable[str] | None = None) -> Caller:
    """Return a demo user with a token, narrowed to the scopes if some are given."""
    user = user_named(session, username)
    words = None if scopes is None else " ".join(sorted(scopes))
    secret, _ = tokens.add(session, user, identity.CONFIRMED, "matrix", words, user.id)
    return Caller(username, {"Authorization": f"Bearer {secret}"}, Role(user.role))


SERVICE = Caller("officer", {"Authorization": f"Bearer {SERVICE_TOKEN}"}, Role.SERVICE)
NOBODY = Caller("officer", {}, None)


def principal_of(session: Session, username: str) -> Principal:
    """Return a demo user as a principal."""
    return identity.user_of(session, user_named(session, username).id)


class Calls:
    """Calls of one app's routes."""

    def __init__(self, client: TestClient, database: Database) -> None:
        """Call by `client`; objects are made in `database`."""
        self.client = client
        self.database = database

    def call(self, row: Row, caller: Caller, *, own: bool) -> httpx.Response:
        """Return the response to a call with fresh objects of the caller's own or another's."""
        owner = caller.username if own else OTHER
        headers = {**caller.headers, "accept": "text/html" if row.declared.page else "*/*"}
        path = row.declared.path
        if row.objects or caller.is_service:
            with self.database.writing() as session:
                made = self._objects(session, row, owner)
                if caller.is_service:
                    headers["X-Turn-Id"] = self._turn(session, made, own)
            for name, value in made.items():
                path = path.replace(f"{{{name}}}", value)
        return self.client.request(
            row.declared.method,
            path,
            headers=headers,
            params=dict(row.asks.query) or None,
            json=row.asks.json,
            data=dict(row.asks.form) if row.asks.form else None,
            files=dict(row.asks.files) if row.asks.files else None,
        )

    def _objects(self, session: Session, row: Row, owner: str) -> dict[str, str]:
        made: dict[str, str] = {}
        world = World(session, principal_of(session, owner), f"{next(MARKS):07d}", made)
        for name, kind in row.objects.items():
            made[name] = kind.make(world)
        return made

    def _turn(self, session: Session, made: Mapping[str, str], own: bool) -> str:
        """Return the open turn that the actions process acts in: the path's, if it is its own."""
        if own and "turn_id" in made:
            return made["turn_id"]
        world = World(session, principal_of(session, SERVICE.username), f"{next(MARKS):07d}")
        return turn(world)


def outcome(response: httpx.Response, row: Row, *, own: bool) -> str:
    """Return what came of the call: in, refused, hidden, sign in, or the status if none of them."""
    status, location = response.status_code, response.headers.get("location", "")
    if status == 401 or (status == 303 and location.startswith("/sign-in?back=")):
        return "sign in"
    if status == 403:
        return "refused"
    if status == 404 or (status == row.asks.barred and not own):
        nothing_due = row.asks.finds_nothing and (own or not row.is_personal)
        return "in" if nothing_due else "hidden"
    if status < 400 or status in LET_IN:
        return "in"
    if status == INCOMPLETE and not row.is_personal:  # whose it is need not be asked
        return "in"
    return str(status)
