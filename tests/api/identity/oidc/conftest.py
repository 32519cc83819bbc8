"""The whole app, with a sign-in service on loopback."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.main import create_app
from api.settings import Settings
from tests.api.identity.oidc.forger import CLIENT, TENANT, Forger, running
from tests.api.whole_app import ADDRESS, migrated, rasa_url, searcher, settings  # noqa: F401

ROLES = {"Hub.Officer": "officer", "Hub.Curator": "curator", "Hub.Admin": "admin"}


@pytest.fixture
def forger() -> Iterator[Forger]:
    """A provider that signs what it is told."""
    with running() as served:
        yield served


@pytest.fixture
def settings_of(settings: Settings) -> Callable[..., Settings]:  # noqa: F811
    """Return settings with a provider of that issuer, and changes."""

    def made(issuer: str, **changes: object) -> Settings:
        pinned = {
            "oidc_issuer": issuer,
            "oidc_tenant": TENANT,
            "oidc_client_id": CLIENT,
            "oidc_roles": ROLES,
        }
        return settings.model_copy(update=pinned | changes)

    return made


@pytest.fixture
def app(settings_of: Callable[..., Settings], forger: Forger, searcher: object) -> FastAPI:  # noqa: F811
    """The app whose people the forger signs in."""
    return create_app(settings_of(forger.issuer), searcher)  # type: ignore[arg-type]


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    """A browser at the running app; it follows nothing by itself."""
    with TestClient(
        app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False,
        headers={"Accept": "text/html"},
    ) as running_app:  # fmt: skip
        yield running_app


@pytest.fixture
def sign_in(browser: TestClient, forger: Forger) -> Callable[..., httpx.Response]:
    """Go the whole way: away to the provider and back; return what the app says to that."""

    def go(back: str = "/requests") -> httpx.Response:
        away = browser.get("/sign-in/begin", params={"back": back})
        assert away.status_code == 303, away.text
        return browser.get(forger.authorise(away.headers["location"]))

    return go


class Browsers:
    """Browsers at any app, and what a person does at the provider that others wrote."""

    def __call__(self, app: FastAPI) -> TestClient:
        """Return a browser that starts the app."""
        return TestClient(
            app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False,
            headers={"Accept": "text/html"},
        )  # fmt: skip

    another = __call__

    def consent(self, address: str, sub: str) -> str:
        """Sign in there as `sub`; return where the provider sends the browser."""
        with httpx.Client(trust_env=False) as client:
            answer = client.post(address, data={"sub": sub})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


@pytest.fixture
def browser_of() -> Browsers:
    """Return browsers."""
    return Browsers()
