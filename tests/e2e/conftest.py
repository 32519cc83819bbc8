"""The three real processes, started anew for each file of end-to-end tests, on free ports."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from launch.commands import run
from launch.programs import supervisor
from launch.settings import LOOPBACK, Settings
from launch.supervisor import Pace, Supervisor
from launch.trial import seed, trial_settings
from tests.e2e.browsing import FLAGS, People

READY_TIMEOUT_S = 180.0
TRANSIENT_S = 60.0


@dataclass
class Assistant:
    """A running assistant, what supervises it, and clients signed in by bearer token."""

    settings: Settings
    supervisor: Supervisor
    said: list[str]
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return self.settings.address

    @property
    def rasa_url(self) -> str:
        """Where rasa answers on loopback."""
        return f"http://{LOOPBACK}:{self.settings.rasa_port}"

    @property
    def rasa_token(self) -> str:
        """What opens rasa's channel."""
        return self.supervisor.program("rasa").variables["RASA_TOKEN"]

    def client(self, role: str = "officer", who: str = "a") -> httpx.Client:
        """Return a client of that demo user, made once."""
        name = f"{role}-{who}"
        if name not in self.clients:
            self.clients[name] = httpx.Client(
                base_url=self.url,
                timeout=30,
                trust_env=False,
                headers={"Authorization": f"Bearer {self.token(role, who)}"},
            )
        return self.clients[name]

    def token(self, role: str, who: str) -> str:
        """Return a token as `make token` prints it."""
        command = [
            self.settings.modern_python, "-m", "api", "token", "--role", role, "--who", who
        ]  # fmt: skip
        printed = run(
            command,
            log=self.settings.logs / "token.log",
            tell=self.said.append,
            cwd=self.settings.root,
            variables=self.settings.variables(),
        )
        return printed.split()[-1]


@pytest.fixture(scope="module")  # what one leaves unfinished would greet the next
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Rasa, actions and api under the supervisor, with an empty database."""
    folder: Path = tmp_path_factory.mktemp("assistant") / "var"
    settings = trial_settings(folder, Settings.read(os.environ))
    said: list[str] = []
    os.environ["CHAT_PER_MINUTE"] = "1000"
    os.environ["WRITES_PER_MINUTE"] = "1000"
    seed(settings, said.append)
    with supervisor(settings, said.append, Pace(first_wait_s=0.5)) as running:
        running.wait_ready(READY_TIMEOUT_S)
        yield Assistant(settings, running, said)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for all tests of a file."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def people(browser: Browser, assistant: Assistant) -> Iterator[People]:
    """Browsers for this test; a script error or a blocked resource fails it."""
    found = People(browser, assistant.url)
    yield found
    for context in found.contexts:
        context.close()
    assert found.complaints == []
