"""Running a command of the set-up: its output to a log, a sign of life to the screen."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from launch.errors import CommandFailed

BEAT_S = 15.0
TAIL_LINES = 25

Tell = Callable[[str], None]

TRUST = {"UV_SYSTEM_CERTS": "true", "NODE_USE_SYSTEM_CA": "1"}
"""uv and npm trust what the machine trusts: a force's proxy may have its own certificate."""


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    tell: Tell,
    cwd: Path,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Run the command to its end and return what it printed, which is in `log` too.

    Says every 15 seconds that it still runs. CommandFailed carries the last lines on failure.
    """
    words = [str(word) for word in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with log.open("ab") as file:
        file.write(f"\n$ {' '.join(words)}\n".encode())
        file.flush()
        begin = file.tell()
        try:
            process = subprocess.Popen(
                words,
                cwd=cwd,
                env=environment(variables or {}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise CommandFailed(words[0], 127, str(error)) from error
        code = _wait(process, started, tell)
    printed = log.read_bytes()[begin:].decode(errors="replace")
    if code != 0:
        tail = "\n".join(printed.strip().splitlines()[-TAIL_LINES:])
        raise CommandFailed(" ".join(words[:4]), code, f"{tail}\n(whole log: {log})")
    return printed


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment without another environment's Python, plus `variables`."""
    dropped = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "CONDA_PREFIX"}
    inherited = {name: value for name, value in os.environ.items() if name not in dropped}
    return TRUST | inherited | {"PYTHONUNBUFFERED": "1"} | dict(variables)


def _wait(process: subprocess.Popen[bytes], started: float, tell: Tell) -> int:
    try:
        while True:
            try:
                return process.wait(timeout=BEAT_S)
            except subprocess.TimeoutExpired:
                tell(f"still at it, {time.monotonic() - started:.0f} s")
    except BaseException:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
