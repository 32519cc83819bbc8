"""Running one command of the set-up."""

import sys
from pathlib import Path

import pytest

from launch import commands
from launch.errors import CommandFailed


def python(code: str) -> list[str]:
    """Return a command that runs some Python."""
    return [sys.executable, "-c", code]


@pytest.fixture
def said() -> list[str]:
    """What was told."""
    return []


class TestRun:
    """`run`."""

    def test_returns_what_this_command_printed(self, tmp_path: Path, said: list[str]) -> None:
        """The log keeps all of them, the answer is of the last alone."""
        log = tmp_path / "log" / "step.log"
        commands.run(python("print('first')"), log=log, tell=said.append, cwd=tmp_path)
        printed = commands.run(python("print('second')"), log=log, tell=said.append, cwd=tmp_path)
        assert printed == "second\n"
        assert "first" in log.read_text()

    def test_a_failure_carries_the_last_lines_and_the_code(
        self, tmp_path: Path, said: list[str]
    ) -> None:
        """The person need not open the log to see why."""
        code = "print('\\n'.join(f'line {n}' for n in range(99))); raise SystemExit(7)"
        with pytest.raises(CommandFailed, match="line 98") as failed:
            commands.run(python(code), log=tmp_path / "log", tell=said.append, cwd=tmp_path)
        assert failed.value.code == 7
        assert "line 10\n" not in failed.value.log_tail

    def test_a_command_that_is_not_there_is_a_failure_too(
        self, tmp_path: Path, said: list[str]
    ) -> None:
        """Not a traceback."""
        with pytest.raises(CommandFailed, match="no-such-command"):
            commands.run(["no-such-command"], log=tmp_path / "log", tell=said.append, cwd=tmp_path)

    def test_gives_a_sign_of_life_while_it_waits(
        self, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Minutes of silence look like a fault."""
        monkeypatch.setattr(commands, "BEAT_S", 0.05)
        code = "import time; time.sleep(0.4)"
        commands.run(python(code), log=tmp_path / "log", tell=said.append, cwd=tmp_path)
        assert said
        assert all(line.startswith("still at it") for line in said)


class TestEnvironment:
    """`environment`."""

    def test_leaves_another_environment_behind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A shell in which a virtual environment is active must not leak it into ours."""
        monkeypatch.setenv("VIRTUAL_ENV", "/some/venv")
        monkeypatch.setenv("PYTHONPATH", "/some/where")
        monkeypatch.setenv("KEPT", "yes")
        found = commands.environment({"ADDED": "too"})
        assert "VIRTUAL_ENV" not in found
        assert "PYTHONPATH" not in found
        assert (found["KEPT"], found["ADDED"]) == ("yes", "too")

    def test_trusts_what_the_machine_trusts_unless_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A force's proxy may have a certificate of its own; the person's choice wins."""
        monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)
        monkeypatch.setenv("NODE_USE_SYSTEM_CA", "0")
        found = commands.environment({})
        assert (found["UV_SYSTEM_CERTS"], found["NODE_USE_SYSTEM_CA"]) == ("true", "0")
