"""What the launcher's tests share: programs that stand for the real ones."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.child import Program
from launch.supervisor import Pace, Supervisor
from launch.trial import free_ports

FAKE_SERVER = Path(__file__).with_name("fake_server.py")
QUICK = Pace(first_wait_s=0.1, longest_wait_s=0.4, stable_s=60, grace_s=0.6, look_s=0.02)


def program(name: str, *options: str, port: int | None = None) -> Program:
    """Return a program that runs the fake server."""
    port = port or free_ports(1)[0]
    return Program(
        name=name,
        command=(sys.executable, str(FAKE_SERVER), str(port), *options),
        variables=dict(os.environ),
        health_url=f"http://127.0.0.1:{port}/",
        cwd=FAKE_SERVER.parent,
        port=port,
        port_setting=f"{name.upper()}_PORT",
        start_timeout_s=20,
    )


def exists(pid: int) -> bool:
    """Say whether a process runs; one that ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(true: Callable[[], bool], timeout_s: float = 10.0) -> bool:
    """Wait until the condition holds and say whether it did in time."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def lines() -> list[str]:
    """What the supervisor said."""
    return []


@pytest.fixture
def make(tmp_path: Path, lines: list[str]) -> Callable[..., Supervisor]:
    """Return a maker of supervisors with quick timings, all of one run folder."""

    def made(*programs: Program, pace: Pace = QUICK) -> Supervisor:
        return Supervisor(
            programs,
            logs=tmp_path / "log",
            lock=tmp_path / "run.lock",
            say=lines.append,
            pace=pace,
        )

    return made
