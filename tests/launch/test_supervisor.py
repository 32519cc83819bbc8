"""The supervisor, with small real processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from launch.errors import AlreadyRunning, LaunchError, PortTaken
from launch.settings import ROOT
from launch.supervisor import Pace, Supervisor
from launch.trial import free_ports
from tests.launch.conftest import QUICK, exists, program, wait_until

Make = Callable[..., Supervisor]


class TestPace:
    """`Pace.wait_s`."""

    def test_doubles_up_to_a_longest_wait(self) -> None:
        """Exponential, capped, and never an overflow after days of crashes."""
        pace = Pace(first_wait_s=1, longest_wait_s=30)
        assert [pace.wait_s(n) for n in (1, 2, 3, 4, 5, 6, 100_000)] == [1, 2, 4, 8, 16, 30, 30]


class TestStart:
    """`Supervisor.start`."""

    def test_starts_every_program_and_says_when_each_is_up(
        self, make: Make, lines: list[str]
    ) -> None:
        """Ready means that each answered its health check."""
        with make(program("one"), program("two")) as supervisor:
            supervisor.wait_ready(10)
            assert supervisor.pid("one") != supervisor.pid("two")
        for name in ("one", "two"):
            assert sum(line.startswith(name) and "up after" in line for line in lines) == 1

    def test_a_taken_port_is_refused_with_the_setting_that_moves_it(self, make: Make) -> None:
        """Nothing is started, and the lock is free again."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            taken = program("api", port=listener.getsockname()[1])
            with pytest.raises(PortTaken, match="API_PORT"):
                make(taken).start()
        with make(taken) as supervisor:
            supervisor.wait_ready(10)

    def test_a_second_run_of_the_same_folder_is_refused(self, make: Make) -> None:
        """The first goes on unharmed."""
        with make(program("one")) as first:
            first.wait_ready(10)
            with pytest.raises(AlreadyRunning, match=str(os.getpid())):
                make(program("two")).start()
            assert first.is_ready()

    def test_output_goes_to_a_log_that_is_kept_below_a_size(
        self, make: Make, tmp_path: Path
    ) -> None:
        """A log that grew too large is moved aside at the start."""
        log = tmp_path / "log" / "one.log"
        log.parent.mkdir()
        log.write_bytes(b"x" * 6_000_000)
        with make(program("one")) as supervisor:
            supervisor.wait_ready(10)
        assert log.read_text() == "a fake server speaks\n"
        assert log.with_name("one.log.1").stat().st_size == 6_000_000


class TestRestart:
    """What happens when a process ends by itself."""

    def test_a_killed_process_comes_back_and_the_others_stay(
        self, make: Make, lines: list[str]
    ) -> None:
        """Another process serves under the same name, and the screen says why."""
        with make(program("one"), program("two")) as supervisor:
            supervisor.wait_ready(10)
            old, other = supervisor.pid("one"), supervisor.pid("two")
            assert old is not None
            os.kill(old, signal.SIGKILL)
            assert supervisor.wait_restarted("one", old, 10) != old
            assert supervisor.pid("two") == other
        assert any("one" in line and "killed by SIGKILL" in line for line in lines)

    def test_is_tried_for_ever_with_growing_waits(self, make: Make, lines: list[str]) -> None:
        """A process that never comes up is started again and again, never given up."""
        with make(program("one", "--crash")):
            assert wait_until(lambda: sum("ended with code 3" in line for line in lines) >= 5)

    def test_one_that_never_came_up_is_quoted(self, make: Make, lines: list[str]) -> None:
        """So that the reason is on the screen, not only in a log."""
        with make(program("one", "--crash")):
            assert wait_until(lambda: any("last words: a fake server speaks" in x for x in lines))

    def test_the_wait_is_short_again_after_a_stable_time(
        self, make: Make, lines: list[str]
    ) -> None:
        """Crashes of long ago do not count."""
        pace = replace(QUICK, first_wait_s=0.01, longest_wait_s=60, stable_s=0.0)
        with make(program("one"), pace=pace) as supervisor:
            for _ in range(4):
                supervisor.wait_ready(10)
                old = supervisor.pid("one")
                assert old is not None
                os.kill(old, signal.SIGKILL)
                supervisor.wait_restarted("one", old, 10)
        assert sum("in 0 s" in line for line in lines) == 4

    def test_what_a_crashed_process_had_started_does_not_stay_behind(
        self, make: Make, tmp_path: Path
    ) -> None:
        """Its whole group is ended before the next start."""
        note = tmp_path / "grandchild"
        with make(program("one", "--grandchild", str(note))) as supervisor:
            supervisor.wait_ready(10)
            sleeper, old = int(note.read_text()), supervisor.pid("one")
            assert old is not None
            os.kill(old, signal.SIGKILL)
            supervisor.wait_restarted("one", old, 10)
            assert not exists(sleeper)

    def test_one_that_never_answers_is_started_again(self, make: Make, lines: list[str]) -> None:
        """After the start time-out."""
        slow = replace(program("one", "--mute"), start_timeout_s=0.3)
        with make(slow):
            assert wait_until(lambda: any("not up after" in line for line in lines))

    def test_a_killed_guard_is_replaced(self, make: Make) -> None:
        """The next change of the list starts another guard."""
        with make(program("one")) as supervisor:
            supervisor.wait_ready(10)
            guard = supervisor._guard
            assert guard is not None
            guard.kill()
            guard.wait()
            old = supervisor.pid("one")
            assert old is not None
            os.kill(old, signal.SIGKILL)
            supervisor.wait_restarted("one", old, 10)
            assert supervisor._guard is not None
            assert supervisor._guard.poll() is None


class TestWaitReady:
    """`Supervisor.wait_ready`."""

    def test_names_the_one_that_is_late(self, make: Make) -> None:
        """And does not wait longer than asked."""
        with (
            make(program("one"), program("two", "--mute")) as supervisor,
            pytest.raises(LaunchError, match="two"),
        ):
            supervisor.wait_ready(1.5)


class TestStop:
    """`Supervisor.stop`."""

    def test_leaves_no_process_behind_not_even_a_deaf_one(self, make: Make, tmp_path: Path) -> None:
        """SIGTERM first, SIGKILL after the grace, grandchildren too; twice is no error."""
        note = tmp_path / "grandchild"
        supervisor = make(program("one", "--ignore-term", "--grandchild", str(note)))
        with supervisor:
            supervisor.wait_ready(10)
            pids = [supervisor.pid("one"), int(note.read_text())]
        supervisor.stop()
        assert not any(exists(pid) for pid in pids if pid)
        assert supervisor.pid("one") is None


RUN = """
import sys, time
from launch.supervisor import Supervisor
from tests.launch.conftest import QUICK, program
from pathlib import Path
folder = Path(sys.argv[1])
programs = [program("one", "--ignore-term", "--grandchild", str(folder / "grandchild")),
            program("two")]
with Supervisor(programs, logs=folder, lock=folder / "run.lock", pace=QUICK) as supervisor:
    supervisor.wait_ready(20)
    print(supervisor.pid("one"), supervisor.pid("two"), flush=True)
    time.sleep(600)
"""


class TestKilledSupervisor:
    """The supervisor is killed outright."""

    def test_no_child_survives_it(self, tmp_path: Path) -> None:
        """SIGKILL leaves no time for anything; the guard ends the children and theirs."""
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(5)]
        pids = [int(word) for word in printed[-1].split()]
        pids.append(int((tmp_path / "grandchild").read_text()))
        try:
            assert all(exists(pid) for pid in pids)
            process.kill()
            process.wait()
            assert wait_until(lambda: not any(exists(pid) for pid in pids), 8)
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


MAIN = """
import os, sys
from dataclasses import replace
from pathlib import Path
from launch import programs, running
from launch.settings import Settings
from launch.supervisor import Supervisor
from tests.launch.conftest import QUICK, program
folder = Path(sys.argv[1])
settings = replace(Settings(), var=folder, models=folder, api_port=int(sys.argv[2]))
fakes = [program("rasa"), program("actions"), program("api", port=int(sys.argv[2]))]
programs.supervisor = lambda settings, say: Supervisor(
    fakes, logs=settings.logs, lock=settings.run_lock, say=say, pace=QUICK)
running.run(settings)
"""


class TestRun:
    """`running.run`, as a process that is sent signals."""

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_says_ready_once_and_stops_cleanly_on_a_signal(
        self, tmp_path: Path, number: signal.Signals
    ) -> None:
        """Exit code 0, no process of the group left, one address printed."""
        port = free_ports(1)[0]
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, tmp_path, str(port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Ready:"):
                break
        pids = [
            int(line.split("process ")[1].split(",")[0]) for line in printed if "started" in line
        ]
        assert len(pids) == 3
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(timeout=10) == 0
        assert printed.count(f"Ready: http://127.0.0.1:{port}\n") == 1
        assert "Ready" not in rest
        assert not any(exists(pid) for pid in pids)
