"""`make run`: set up, start, say where, and stop cleanly on a signal."""

import signal
import threading
import time

from launch import locks, programs
from launch.errors import AlreadyRunning, LaunchError
from launch.settings import Settings
from launch.setup import SetupTime, set_up
from launch.supervisor import Supervisor

START_TIMEOUT_S = 600.0


def up(settings: Settings) -> None:
    """Set up what is missing, then run until a signal comes."""
    if (pid := locks.holder(settings.run_lock)) is not None:
        raise AlreadyRunning("Prevention Assistant", pid)
    run(settings, set_up(settings, _say))


def run(settings: Settings, took: SetupTime | None = None) -> None:
    """Start the processes and keep them up; returns after Ctrl-C, SIGTERM or SIGHUP."""
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: asked_to_stop.set())
    with programs.supervisor(settings, _say) as supervisor:
        _announce(supervisor, settings, took, asked_to_stop)
        while not asked_to_stop.wait(0.5):
            if not supervisor.is_watching():
                raise LaunchError("The supervisor ended by itself; everything was stopped.")
        _say("Stopping ...")
    _say("Stopped; no process is left.")


def _announce(
    supervisor: Supervisor,
    settings: Settings,
    took: SetupTime | None,
    asked_to_stop: threading.Event,
) -> None:
    """Say once where the assistant is, when all are up; a late start is said, and waited on."""
    started = time.monotonic()
    warned = False
    while supervisor.is_watching() and not supervisor.is_ready():
        if asked_to_stop.wait(0.1):
            return
        if not warned and time.monotonic() - started > START_TIMEOUT_S:
            _say(f"Not all are up after {START_TIMEOUT_S:.0f} s; see {settings.logs}.")
            warned = True
    start_s = time.monotonic() - started
    if took is None:
        _say(f"All up after {start_s:.0f} s.")
    else:
        total_s = took.work_s + start_s
        _say(
            f"All up after {start_s:.0f} s; set-up took {took} "
            f"(together {total_s:.0f} s without downloads)."
        )
    _say(f"Ready: {settings.address}")
    _say("Ctrl-C stops everything.")


def _say(line: str) -> None:
    print(line, flush=True)
