"""What the dialogue's tests share: the trained model, and rasa with actions and a small API."""

import json
import os
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from launch.settings import ROOT, Settings
from launch.training import RASA_VARIABLES, trusted_model
from launch.trial import free_ports
from tests.actions.fake_api import TOKEN, FakeApi

START_S = 150.0
RASA_TOKEN = "the token of the tests"
BOT_PYTHON = str(Settings().bot_python)


def bot_variables() -> dict[str, str]:
    """Return the environment of a program in the Rasa environment."""
    models = {"MODELS_DIR": str(Settings.read(os.environ).models)}
    return os.environ | RASA_VARIABLES | models | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that `make setup` trained."""
    return trusted_model(Settings.read(os.environ))


@dataclass
class Officer:
    """One conversation over rasa's loopback channel, as api holds it."""

    address: str
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)

    def says(self, text: str, typed: str | None = None) -> list[dict[str, Any]]:
        """Return the replies: directives as they are, plain replies as {"text", "buttons"?}."""
        beside = "" if text.startswith("/") else text  # a click has no text of its own
        metadata = {"turn_id": str(uuid.uuid4()), "text": typed or beside}
        body = {"sender": self.sender, "message": text, "metadata": metadata}
        request = urllib.request.Request(
            f"{self.address}/webhooks/loopback/webhook",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {RASA_TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            replies = json.load(response)
        return [reply.get("custom", reply) for reply in replies]


@pytest.fixture(scope="session")
def servers(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FakeApi]]:
    """rasa's address and the API behind the actions; the real rasa and the real action server."""
    folder = tmp_path_factory.mktemp("dialogue")
    rasa_port, actions_port = free_ports(2)
    with FakeApi() as api:
        variables = bot_variables() | {
            "ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
            "ACTIONS_PORT": str(actions_port),
            "ACTIONS_API_TIMEOUT_S": "2.0",
            "ACTIONS_API_TOKEN": TOKEN,
            "API_URL": api.url,
            "RASA_TOKEN": RASA_TOKEN,
            "RASA_TRACKER_DB": str(folder / "tracker.db"),
        }
        actions = [str(Settings().modern_python), "-m", "actions"]
        rasa = [
            BOT_PYTHON, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(rasa_port), "-m",
            str(model), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml",
        ]  # fmt: skip
        with (folder / "actions.log").open("w") as log, (folder / "rasa.log").open("w") as noise:
            processes = [
                subprocess.Popen(actions, cwd=ROOT, env=variables, stdout=log, stderr=log),
                subprocess.Popen(rasa, cwd=ROOT, env=variables, stdout=noise, stderr=noise),
            ]
        try:
            _wait_for(f"http://127.0.0.1:{actions_port}/health", processes, folder)
            _wait_for(f"http://127.0.0.1:{rasa_port}/", processes, folder)
            yield f"http://127.0.0.1:{rasa_port}", api
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)


def _wait_for(address: str, processes: list[subprocess.Popen[bytes]], folder: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and all(p.poll() is None for p in processes):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    logs = "\n".join(file.read_text()[-3000:] for file in sorted(folder.glob("*.log")))
    pytest.fail(f"{address} did not answer.\n{logs}")


@pytest.fixture
def api(servers: tuple[str, FakeApi]) -> FakeApi:
    """The API, as empty as before any test."""
    fresh = FakeApi()
    vars(servers[1]).pop("worksheets", None)
    for name, value in vars(fresh).items():
        setattr(servers[1], name, value)
    assert servers[1].worksheets  # made now, not within the first turn's deadline
    return servers[1]


@pytest.fixture
def officer(servers: tuple[str, FakeApi], api: FakeApi) -> Officer:
    """An officer in a new conversation."""
    return Officer(servers[0])
