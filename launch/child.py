"""One supervised process: starting it, asking after its health, ending its whole group."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROBE_S = 1.0
MAX_LOG_BYTES = 5_000_000
KEPT_LOGS = 3


@dataclass(frozen=True)
class Program:
    """What to start and how to know that it is up (a GET of `health_url` answers 200)."""

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str]
    health_url: str
    cwd: Path
    port: int
    host: str = "127.0.0.1"
    port_setting: str = ""
    start_timeout_s: float = 180.0


@dataclass
class Child:
    """A program's present process, and when to start the next one. Times are monotonic seconds."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    healthy: bool = False
    crashes: int = 0
    due: float = 0.0
    pid: int | None = None

    def start(self) -> int:
        """Start the program in a process group of its own and return its id."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                cwd=self.program.cwd,
                env=dict(self.program.variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self.process.pid
        self.started = time.monotonic()
        self.healthy = False
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs at this moment."""
        return self.process is not None and self.process.poll() is None

    @property
    def up(self) -> bool:
        """Whether the process runs and has answered its health check."""
        return self.healthy and self.alive

    @property
    def ran_s(self) -> float:
        """How long ago the process was started."""
        return time.monotonic() - self.started

    def ending(self) -> str:
        """Say how the process ended, for a line on the screen."""
        code = self.process.poll() if self.process else None
        if code is not None and code < 0:
            return f"killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"

    def last_words(self) -> str:
        """Return the last line of the log, cut to 200 characters, empty if there is none."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            lines = log.read().decode(errors="replace").split("\n")
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")

    def probe(self) -> bool:
        """Ask the health address once and return whether it answered 200."""
        with contextlib.suppress(urllib.error.URLError, OSError, ValueError):
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(self.program.health_url, timeout=PROBE_S) as answer:
                return bool(answer.status == 200)
        return False

    def signal(self, number: int) -> None:
        """Send a signal to the whole group, also when its first process is gone."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def reap(self) -> None:
        """Kill what is left of the group and forget the process."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
        self.process, self.pid, self.healthy = None, None, False


def rotate(log: Path) -> None:
    """Keep a log below a size: past it, it becomes .1, .1 becomes .2, and the oldest goes."""
    if not log.exists() or log.stat().st_size < MAX_LOG_BYTES:
        return
    for number in range(KEPT_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
