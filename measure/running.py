"""An assistant to measure: a fresh one of the three real processes, or one that runs already."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from launch.commands import run
from launch.programs import supervisor
from launch.settings import LOOPBACK, Settings
from launch.trial import seed, trial_settings

READY_TIMEOUT_S = 180.0
# A fresh instance is measured as fast as it goes; per-officer limits are for people.
LIMITS = {"CHAT_PER_MINUTE": "100000", "SEARCHES_PER_MINUTE": "100000"}


@dataclass(frozen=True)
class Running:
    """Where an assistant answers, and the tokens of one of its officers and of its rasa.

    Where another process started the assistant, `rasa_token` is empty and `tracker`, the file
    that rasa keeps conversations in, None.
    """

    url: str
    rasa_url: str
    rasa_token: str
    token: str
    tracker: Path | None = None

    def client(self, timeout_s: float = 30.0) -> httpx.Client:
        """Return an HTTP client signed in as the officer."""
        return httpx.Client(
            base_url=self.url,
            timeout=timeout_s,
            trust_env=False,
            headers={"Authorization": f"Bearer {self.token}"},
        )


@contextmanager
def fresh() -> Iterator[Running]:
    """Start rasa, actions and api on free ports with an empty database; end them afterwards."""
    base = Settings.read(os.environ)
    with tempfile.TemporaryDirectory(prefix="prevention-measure-") as folder:
        settings = trial_settings(Path(folder) / "var", base)
        os.environ.update(LIMITS)
        seed(settings, _quiet)
        with supervisor(settings, _quiet) as running:
            running.wait_ready(READY_TIMEOUT_S)
            yield Running(
                url=settings.address,
                rasa_url=f"http://{LOOPBACK}:{settings.rasa_port}",
                rasa_token=running.program("rasa").variables["RASA_TOKEN"],
                token=officer_token(settings),
                tracker=settings.tracker_database,
            )


def existing(url: str) -> Running:
    """Return the assistant that `make run` started, by a token from its database."""
    settings = Settings.read(os.environ)
    httpx.get(f"{url}/healthz", timeout=5, trust_env=False).raise_for_status()
    return Running(url, f"http://{LOOPBACK}:{settings.rasa_port}", "", officer_token(settings))


def officer_token(settings: Settings) -> str:
    """Return a fresh bearer token of the demo officer."""
    printed = run(
        [settings.modern_python, "-m", "api", "token"],
        log=settings.logs / "token.log",
        tell=_quiet,
        cwd=settings.root,
        variables=settings.variables(),
    )
    return printed.split()[-1]


def _quiet(_line: str) -> None:
    """Say nothing: progress of the measured processes is in their logs."""
