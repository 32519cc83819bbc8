"""The lock file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch import locks
from launch.errors import AlreadyRunning
from launch.settings import ROOT


class TestHeld:
    """`locks.held`."""

    def test_a_second_holder_is_refused_and_told_who_holds_it(self, tmp_path: Path) -> None:
        """The message carries the process id of the first."""
        lock = tmp_path / "run.lock"
        with (
            locks.held(lock, "The assistant"),
            pytest.raises(AlreadyRunning, match=str(os.getpid())) as refused,
            locks.held(lock, "The assistant"),
        ):
            pytest.fail("held twice")
        assert refused.value.pid == os.getpid()

    def test_is_free_again_after_an_error(self, tmp_path: Path) -> None:
        """An exception inside lets the lock go."""
        with pytest.raises(ZeroDivisionError), locks.held(tmp_path / "run.lock", "x"):
            raise ZeroDivisionError
        assert locks.holder(tmp_path / "run.lock") is None

    def test_a_killed_holder_leaves_no_lock(self, tmp_path: Path) -> None:
        """The file of a process that was killed outright stops nobody."""
        path = tmp_path / "run.lock"
        code = (
            "import sys, os, signal; from pathlib import Path; from launch import locks\n"
            "with locks.held(Path(sys.argv[1]), 'x'): os.kill(os.getpid(), signal.SIGKILL)"
        )
        subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, check=False)
        assert path.read_text().strip().isdecimal()
        assert locks.holder(path) is None
