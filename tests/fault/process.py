"""The real api process, as the supervisor starts it, killed outright and started again."""

import os
import signal
import subprocess
import time
from pathlib import Path

import httpx

from launch.commands import environment
from launch.settings import LOOPBACK, Settings

READY_S = 180.0
LOOK_S = 0.1


class NotUp(Exception):
    """The api did not come up, or ended by itself."""


class Api:
    """One process at a time. Rasa and the actions are not there: chat answers without them."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is started yet."""
        self._settings = settings
        self._variables = environment(
            settings.variables()
            | {
                "RASA_URL": f"http://{LOOPBACK}:{settings.rasa_port}",
                "CHAT_PER_MINUTE": "100000",
                "WRITES_PER_MINUTE": "100000",
                "SEARCHES_PER_MINUTE": "100000",
                "OMP_NUM_THREADS": "1",
                "HF_HUB_OFFLINE": "1",
                "LOG_LEVEL": "WARNING",
            }
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_alive(self) -> bool:
        """Say whether its process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> Path:
        """Where all its processes write."""
        return self._settings.logs / "api.log"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the api beside the process."""
        return subprocess.run(
            [self._settings.modern_python, "-m", "api", *words],
            cwd=self._settings.root,
            env=self._variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self) -> None:
        """Start it; it is not ready yet."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._settings.modern_python, "-m", "api", "serve"],
                cwd=self._settings.root,
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_ready(self) -> float:
        """Wait until it answers, and return the seconds waited; NotUp if it does not."""
        started = time.monotonic()
        with httpx.Client(base_url=self._settings.address, trust_env=False) as client:
            while time.monotonic() - started < READY_S:
                if not self.is_alive:
                    raise NotUp(f"the api ended by itself; see {self.log}")
                try:
                    if client.get("/healthz").is_success:
                        return time.monotonic() - started
                except httpx.TransportError:
                    time.sleep(LOOK_S)
        raise NotUp(f"the api was not up after {READY_S:.0f} s; see {self.log}")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, to it and to whatever it started."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """End it as a service manager would."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def close(self) -> None:
        """Leave nothing behind."""
        self.kill()


class WarmApi(Api):
    """The same, started by forking from a process that has read the modules (tests/fault/warm.py).

    A start takes a second instead of ten, so that two hundred of them fit in ten minutes.
    """

    def __init__(self, settings: Settings) -> None:
        """Have the modules read."""
        super().__init__(settings)
        self._pid: int | None = None
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._parent = subprocess.Popen(
                [settings.modern_python, "-m", "tests.fault.warm"],
                cwd=settings.root,
                env=self._variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._heard()

    def _heard(self) -> str:
        assert self._parent.stdout is not None
        line = self._parent.stdout.readline()
        if not line:
            raise NotUp(f"the modules could not be read; see {self.log}")
        return line

    @property
    def is_alive(self) -> bool:
        """Say whether its process runs."""
        if self._pid is None:
            return False
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return False
        return True

    def start(self) -> None:
        """Fork it; it is not ready yet."""
        assert self._parent.stdin is not None
        self._parent.stdin.write("start\n")
        self._parent.stdin.flush()
        self._pid = int(self._heard())

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as a service manager would."""
        self._end(signal.SIGTERM)
        self.kill()

    def _end(self, how: signal.Signals, patience_s: float = 15.0) -> None:
        if self._pid is None or not self.is_alive:
            return
        os.kill(self._pid, how)
        deadline = time.monotonic() + patience_s
        while self.is_alive and time.monotonic() < deadline:
            time.sleep(0.005)

    def close(self) -> None:
        """Leave nothing behind."""
        self.kill()
        self._parent.kill()
        self._parent.wait()
