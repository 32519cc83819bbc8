"""The permission matrix: the app, its document and what really happens are the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.access import scopes_open_to
from api.channels import web
from api.identity.roles import Role
from api.main import create_app
from api.search.memory import InMemorySearch
from api.settings import Settings
from tests.api.whole_app import ADDRESS, NOWHERE, SERVICE_TOKEN
from tests.contract.permissions.calling import (
    NOBODY,
    SERVICE,
    Caller,
    Calls,
    outcome,
    person,
)
from tests.contract.permissions.declared import PEOPLE
from tests.contract.permissions.document import DOCUMENT, document_of
from tests.contract.permissions.matrix import Row, matrix_of, unknown_parameters
from tests.contract.permissions.objects import Reach


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> FastAPI:
    """One app for all calls, with no limit on how many there are."""
    folder = tmp_path_factory.mktemp("permissions")
    file = folder / "prevention.db"
    file.write_bytes(migrated.read_bytes())
    made = create_app(
        Settings.model_validate(
            {
                "var_dir": folder,
                "database_url": f"sqlite:///{file}",
                "rasa_url": NOWHERE,
                "rasa_timeout_s": 0.2,
                "actions_api_token": SERVICE_TOKEN,
                "chat_per_minute": 100_000,
                "writes_per_minute": 100_000,
                "searches_per_minute": 100_000,
                "log_level": "ERROR",
            }
        ),
        InMemorySearch(),
    )
    unsafe = lambda connection, _: connection.execute("PRAGMA synchronous=OFF")  # noqa: E731
    event.listen(made.state.database.engine, "connect", unsafe)
    return made


@pytest.fixture(scope="module")
def calls(app: FastAPI) -> Iterator[Calls]:
    """Calls of the running app; a stream of events ends at once."""
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(
            app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False
        ) as client,
    ):
        patch.setattr(web, "_from_hub", lambda *_: None)
        yield Calls(client, app.state.database)


@pytest.fixture(scope="module")
def people(app: FastAPI) -> dict[Role, Caller]:
    """One of each role, by a token that is narrowed to nothing."""
    with app.state.database.writing() as session:
        return {role: person(session, role.value) for role in PEOPLE}


def expected(row: Row, actor: Role | None, *, own: bool) -> str:
    """Return what a call must come to."""
    if not row.declared.admits(actor):
        return "sign in" if actor is None else "refused"
    return "in" if own or row.gets_at_others(actor) else "hidden"


class TestDocument:
    """docs/permissions.md."""

    def test_it_is_what_the_app_declares(self, app: FastAPI) -> None:
        """`make permissions` writes it again."""
        assert DOCUMENT.read_text(encoding="utf-8") == document_of(app)

    def test_every_parameter_has_an_object(self, app: FastAPI) -> None:
        """Else its routes would go uncalled: add it to objects.py."""
        assert unknown_parameters(app) == []


class TestRoles:
    """Every route as everybody, against their own objects and another's."""

    @pytest.mark.parametrize("actor", [None, *PEOPLE, Role.SERVICE])
    def test_each_comes_to_what_is_declared(
        self, app: FastAPI, calls: Calls, people: dict[Role, Caller], actor: Role | None
    ) -> None:
        """Let in, refused, or told that there is no such thing."""
        caller = {None: NOBODY, Role.SERVICE: SERVICE, **people}[actor]
        wrong = []
        for row in matrix_of(app):
            for own in (True, False) if row.reach is not Reach.ANYBODY else (True,):
                response = calls.call(row, caller, own=own)
                came_to, due = outcome(response, row, own=own), expected(row, actor, own=own)
                if came_to != due:
                    whose = "own" if own else "other's"
                    wrong.append(
                        f"{row.declared.name} ({whose}): {came_to}, not {due}; "
                        f"{response.status_code} {response.text[:200]}"
                    )
        assert not wrong, "\n" + "\n".join(map(str, wrong))


class TestScopes:
    """A token narrowed to scopes gets in where its scope is declared, and nowhere else."""

    def test_with_the_scope_it_does_what_its_user_may(self, app: FastAPI, calls: Calls) -> None:
        """As the least role that the route admits."""
        wrong = []
        for row in matrix_of(app):
            roles = [role for role in PEOPLE if row.declared.admits(role)]
            if row.declared.scope is None or not roles:
                continue
            with app.state.database.writing() as session:
                caller = person(session, roles[0].value, [row.declared.scope])
            response = calls.call(row, caller, own=True)
            if outcome(response, row, own=True) != "in":
                wrong.append((row.declared.name, response.status_code, response.text[:200]))
        assert not wrong, "\n" + "\n".join(map(str, wrong))

    def test_without_it_is_refused_whatever_the_role(self, app: FastAPI, calls: Calls) -> None:
        """An administrator's token with every other scope there is."""
        every = {scope for role in PEOPLE for scope in scopes_open_to(app, role)}
        assert "tickets:read" in every
        with app.state.database.writing() as session:
            lacking = {scope: person(session, "admin", every - {scope}) for scope in (None, *every)}
        wrong = []
        for row in matrix_of(app):
            response = calls.call(row, lacking[row.declared.scope], own=True)
            due = "refused" if row.declared.roles else "in"
            if outcome(response, row, own=True) != due:
                wrong.append((row.declared.name, response.status_code, response.text[:200]))
        assert not wrong, "\n" + "\n".join(map(str, wrong))
