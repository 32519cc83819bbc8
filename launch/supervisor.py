"""Starts the processes, restarts a crashed one for ever, and leaves none behind.

One thread starts, watches and ends the children. Each child leads its own process group, so
Ctrl-C reaches the supervisor alone, and ending a child ends what it started itself. A guard
process ends them all if the supervisor is killed outright.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from types import TracebackType

from launch import guard, locks
from launch.child import Child, Program, rotate
from launch.errors import LaunchError, PortTaken


@dataclass(frozen=True)
class Pace:
    """How fast things are done, in seconds."""

    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0
    stable_s: float = 60.0
    """A child that was up this long starts again with the first wait."""
    grace_s: float = 10.0
    """From SIGTERM to SIGKILL."""
    look_s: float = 0.2

    def wait_s(self, crashes: int) -> float:
        """Return the wait before the next start after so many crashes in a row (from 1)."""
        return float(min(self.longest_wait_s, self.first_wait_s * 2.0 ** min(crashes - 1, 16)))


class Supervisor:
    """Keeps the programs running from `start` to `stop`; also a context manager.

    `pid` and `wait_ready` may be called from any thread.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        logs: Path,
        lock: Path,
        say: Callable[[str], None] = print,
        pace: Pace | None = None,
    ) -> None:
        """Nothing is started yet. `lock` keeps a second run of the same folder out."""
        self._children = {
            program.name: Child(program, logs / f"{program.name}.log") for program in programs
        }
        self._logs = logs
        self._lock = lock
        self._say = say
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._holding = ExitStack()
        self._guard: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start every program; AlreadyRunning or PortTaken if that cannot work."""
        self._holding.enter_context(locks.held(self._lock, "Prevention Assistant"))
        try:
            for child in self._children.values():
                _refuse_taken_port(child.program)
            self._logs.mkdir(parents=True, exist_ok=True)
            self._start_guard()
        except BaseException:
            self._holding.close()
            raise
        self._stopping.clear()
        self._thread = threading.Thread(target=self._watch, name="supervisor")
        self._thread.start()

    def stop(self) -> None:
        """End every child (SIGTERM, then SIGKILL after the grace); returns when all are gone."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._holding.close()

    def __enter__(self) -> "Supervisor":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def pid(self, name: str) -> int | None:
        """Return the id of the program's present process, None between two."""
        child = self._children[name]
        return child.pid if child.alive else None

    def program(self, name: str) -> Program:
        """Return what that process is started with."""
        return self._children[name].program

    def is_ready(self) -> bool:
        """Say whether every process runs and has answered its health check."""
        return all(child.up for child in self._children.values())

    def is_watching(self) -> bool:
        """Say whether the supervisor still does its work: False before start and after stop."""
        return self._thread is not None and self._thread.is_alive()

    def wait_ready(self, timeout_s: float) -> float:
        """Wait until all are up and return the seconds waited; LaunchError names who is not."""
        started = time.monotonic()
        while not self.is_ready():
            if time.monotonic() - started > timeout_s:
                late = [name for name, child in self._children.items() if not child.up]
                raise LaunchError(
                    f"Not up after {timeout_s:.0f} s: {', '.join(late)}. See {self._logs}."
                )
            if self._stopping.wait(0.05):
                raise LaunchError("Stopped before all were up.")
        return time.monotonic() - started

    def wait_restarted(self, name: str, old_pid: int, timeout_s: float) -> int:
        """Wait until another process than `old_pid` is up for `name`, and return its id."""
        deadline = time.monotonic() + timeout_s
        child = self._children[name]
        while time.monotonic() < deadline:
            if child.up and child.pid not in (None, old_pid):
                return child.pid or 0
            time.sleep(0.05)
        raise LaunchError(f"{name} was not up again after {timeout_s:.0f} s.")

    def _watch(self) -> None:
        try:
            while not self._stopping.is_set():
                for child in self._children.values():
                    self._look_after(child)
                self._stopping.wait(self._pace.look_s)
        finally:
            self._end_all()

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.due:
                self._start_child(child)
        elif not child.alive:
            came_up = child.healthy
            self._plan_restart(child, child.ending())
            if not came_up and (words := child.last_words()):
                self._say(f"{child.program.name:8} its last words: {words}")
        elif not child.healthy:
            if child.probe():
                child.healthy = True
                self._say(f"{child.program.name:8} up after {child.ran_s:.1f} s")
            elif child.ran_s > child.program.start_timeout_s:
                self._plan_restart(child, f"not up after {child.program.start_timeout_s:.0f} s")

    def _start_child(self, child: Child) -> None:
        rotate(child.log)
        try:
            group = child.start()
        except OSError as error:
            self._plan_restart(child, f"could not be started ({error})")
            return
        self._tell_guard(f"+{group}")
        self._say(f"{child.program.name:8} started (process {group}, log {child.log})")

    def _plan_restart(self, child: Child, reason: str) -> None:
        stable = child.healthy and child.ran_s >= self._pace.stable_s
        child.crashes = 1 if stable else child.crashes + 1
        wait_s = self._pace.wait_s(child.crashes)
        self._forget(child)
        child.due = time.monotonic() + wait_s
        self._say(f"{child.program.name:8} {reason}; starting it again in {wait_s:.0f} s")

    def _forget(self, child: Child) -> None:
        group = child.pid
        child.reap()
        if group is not None:
            self._tell_guard(f"-{group}")

    def _end_all(self) -> None:
        for child in self._children.values():
            child.signal(SIGTERM)
        deadline = time.monotonic() + self._pace.grace_s
        while any(child.alive for child in self._children.values()):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        for child in self._children.values():
            self._forget(child)
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait()

    def _start_guard(self) -> None:
        self._guard = subprocess.Popen(
            [sys.executable, "-I", str(Path(guard.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def _tell_guard(self, line: str) -> None:
        """Keep the guard's list; a guard that was killed is replaced and told of all groups."""
        if self._guard is None or self._guard.poll() is not None:
            self._start_guard()
            living = [f"+{child.pid}" for child in self._children.values() if child.pid]
            line = "\n".join([*living, line])
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.write(f"{line}\n")
            self._guard.stdin.flush()


def _refuse_taken_port(program: Program) -> None:
    family = socket.AF_INET6 if ":" in program.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((program.host, program.port))
        except OSError:
            raise PortTaken(program.host, program.port, program.port_setting) from None
