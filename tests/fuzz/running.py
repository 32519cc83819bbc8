"""The api process by itself, on a database of its own, and tokens of each role."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from launch.commands import run
from launch.programs import Tokens, programs
from launch.settings import Settings
from launch.supervisor import Pace, Supervisor
from launch.trial import seed, trial_settings

ROLES = ("officer", "curator", "lead", "admin")
LIMITS = {"CHAT_PER_MINUTE": "100000", "WRITES_PER_MINUTE": "100000"}
READY_TIMEOUT_S = 240.0


@dataclass(frozen=True)
class Api:
    """A running api with a ticket and a conversation of each officer; rasa is not there."""

    url: str
    tokens: dict[str, str]


@contextmanager
def api_alone(folder: Path) -> Iterator[Api]:
    """Start the real api with its search under `folder`; end it afterwards."""
    settings = trial_settings(folder, Settings.read(os.environ))
    os.environ.update(LIMITS)
    seed(settings, _quiet)
    api = [one for one in programs(settings, Tokens()) if one.name == "api"]
    pace = Pace(first_wait_s=0.5)
    with Supervisor(
        api, logs=settings.logs, lock=settings.run_lock, say=_quiet, pace=pace
    ) as running:
        running.wait_ready(READY_TIMEOUT_S)
        tokens = {role: _token(settings, role) for role in ROLES}
        for role in ROLES:
            _fill(settings.address, tokens[role])
        yield Api(settings.address, tokens)


def _token(settings: Settings, role: str) -> str:
    printed = run(
        [settings.modern_python, "-m", "api", "token", "--role", role],
        log=settings.logs / "token.log",
        tell=_quiet,
        cwd=settings.root,
        variables=settings.variables(),
    )
    return printed.split()[-1]


def _fill(url: str, token: str) -> None:
    """Have somebody asked, and a ticket opened, so that lists are not empty."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client:
        asked = client.post("/v1/chat/messages", json={"text": "bike theft at the station"})
        asked.raise_for_status()
        body = {
            "question": "What about bikes at the station?",
            "conversation_id": asked.json()["conversation_id"],
        }
        client.post("/v1/tickets", json=body).raise_for_status()


def _quiet(_line: str) -> None:
    """Say nothing."""
