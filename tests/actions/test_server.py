"""The action server: loopback, no CORS, no echo of what was said, plain words at a wrong start."""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions.api_client import ApiClient
from actions.server import Executor, build_actions
from launch.settings import ROOT
from launch.trial import free_ports
from tests.actions.conftest import Rasa, settings_for
from tests.actions.fake_api import TOKEN, FakeApi


@pytest.fixture
def server(api: FakeApi, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The real process: its port and its log."""
    (port,) = free_ports(1)
    variables = os.environ | {
        "ACTIONS_PORT": str(port),
        "ACTIONS_API_TOKEN": TOKEN,
        "API_URL": api.url,
    }
    log = tmp_path / "actions.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "actions"], cwd=ROOT, env=variables, stdout=out, stderr=out
        )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield port, log
    finally:
        process.terminate()
        assert process.wait(timeout=10) is not None


def call(port: int, body: bytes, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Post to the webhook and return status, body and headers."""
    address = f"http://127.0.0.1:{port}/webhook"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def action_call(text: str, action: str = "action_search") -> bytes:
    """Return a call as rasa makes it."""
    metadata = {"turn_id": "5b2f4a76-5a0e-4a53-9d4c-0d7ce0f6f1aa", "text": text}
    message = {"text": text, "intent": {"name": "ask_guidance"}, "metadata": metadata}
    tracker = {"sender_id": "s", "slots": {}, "latest_message": message, "events": []}
    whole = {"next_action": action, "tracker": tracker, "domain": {}, "version": "3.6.21"}
    return json.dumps(whole).encode()


class TestServe:
    """`python -m actions`."""

    def test_runs_actions_for_loopback_alone(self, server: tuple[int, Path], api: FakeApi) -> None:
        """No page of another origin may read it, and its log holds no message."""
        port, log = server
        secret = "a message nobody may find in a log"
        origin = {"Origin": "https://elsewhere.example"}
        status, body, headers = call(port, action_call(secret), **origin)
        assert status == 200
        assert json.loads(body)["responses"][0]["response"] == "utter_search_result"
        assert "Access-Control-Allow-Origin" not in headers
        assert api.calls[0].body["question"] == secret
        listening = Path("/proc/net/tcp").read_text()
        assert f"0100007F:{port:04X}" in listening
        assert f"00000000:{port:04X}" not in listening
        assert secret not in log.read_text()

    def test_odd_calls_are_not_echoed(self, server: tuple[int, Path]) -> None:
        """An unknown action ends without a reply, and the conversation is not sent back."""
        port, log = server
        status, body, _ = call(port, action_call("secret words", "action_unknown"))
        assert (status, json.loads(body)) == (200, {"events": [], "responses": []})
        assert "secret words" not in log.read_text()

    @pytest.mark.parametrize(
        ("name", "value"),
        [("ACTIONS_API_TOKEN", ""), ("ACTIONS_PORT", "many"), ("API_URL", "file:///etc")],
    )
    def test_wrong_setting_is_named_without_its_value(self, name: str, value: str) -> None:
        """It does not start, and says which variable is wrong."""
        variables = os.environ | {"ACTIONS_API_TOKEN": TOKEN, "ACTIONS_PORT": "0"}
        done = subprocess.run(
            [sys.executable, "-m", "actions"],
            cwd=ROOT,
            env=variables | {"ACTIONS_PORT": "5055"} | {name: value},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert done.returncode != 0
        assert name in done.stderr
        assert TOKEN not in done.stderr


class TestExecutor:
    """A fault inside an action."""

    def test_ends_without_replies(self, rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> None:
        """rasa then sends nothing, and api takes the turn over: never a 500 with the talk in it."""

        async def broken(*_: object) -> None:
            raise RuntimeError("secret words")

        monkeypatch.setattr(ApiClient, "search", broken)
        result = rasa.runs("action_search")
        assert (result.events, result.replies) == ([], [])


class TestBuildActions:
    """Rasa and the action server agree."""

    def test_domain_and_server_name_the_same_actions(self) -> None:
        """One that is in the domain alone would fail in mid-conversation."""
        domain = yaml.safe_load((ROOT / "domain.yml").read_text())

        async def names() -> set[str]:
            async with ApiClient(settings_for("http://api")) as client:
                return set(Executor(build_actions(client)).actions)

        assert asyncio.run(names()) == set(domain["actions"])
