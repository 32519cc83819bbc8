"""Finding a Python of a given version: in PATH, then in a pyenv, then fetched by uv."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.commands import Tell, run
from launch.errors import CommandFailed, LaunchError


@dataclass(frozen=True)
class Interpreter:
    """A Python that was started and told its version."""

    path: Path
    version: str
    found_in: str
    fetched: bool = False


def find(version: str, environ: Mapping[str, str] = os.environ) -> Interpreter | None:
    """Return the first working Python of `version` ("3.10") in PATH, then in a pyenv."""
    for path, place in _candidates(version, environ):
        started = _start(path)
        if started and started.version.startswith(f"{version}."):
            return Interpreter(started.path, started.version, place)
    return None


def find_or_fetch(
    version: str, uv: Path, *, log: Path, tell: Tell, root: Path, environ: Mapping[str, str]
) -> Interpreter:
    """Return a Python of `version`, letting uv fetch one if the machine has none.

    LaunchError says what was looked for and what to do if that fails too.
    """
    found = find(version, environ)
    if found is None:
        tell(f"no Python {version} in PATH or in a pyenv; asking uv to fetch one")
        found = _fetch(version, uv, log=log, tell=tell, root=root)
    tell(f"Python {found.version} found in {found.found_in}: {found.path}")
    return found


def version_of(python: Path) -> str | None:
    """Return the full version of an interpreter, None if it does not start."""
    started = _start(python)
    return started.version if started else None


def _start(python: Path) -> Interpreter | None:
    """Ask the interpreter for its version and true path.

    A pyenv shim may not start: it lies in PATH for every version, chosen or not.
    """
    question = "import platform, sys; print(platform.python_version()); print(sys.executable)"
    try:
        done = subprocess.run(
            [python, "-I", "-c", question],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.split("\n")
    return Interpreter(Path(lines[1]), lines[0], "") if done.returncode == 0 else None


def _candidates(version: str, environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    for folder in environ.get("PATH", "").split(os.pathsep):
        for name in (f"python{version}", "python3"):
            if folder and (found := shutil.which(name, path=folder)):
                yield Path(found), "PATH"
    for home in (environ.get("PYENV_ROOT"), f"{environ.get('HOME', '')}/.pyenv"):
        if home:
            versions = (Path(home) / "versions").glob(f"{version}.*/bin/python{version}")
            for path in sorted(versions, key=_patch_level, reverse=True):
                yield path, "a pyenv"


def _patch_level(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", path.parent.parent.name))


def _fetch(version: str, uv: Path, *, log: Path, tell: Tell, root: Path) -> Interpreter:
    try:
        run([uv, "python", "install", version], log=log, tell=tell, cwd=root)
        printed = run(
            [uv, "python", "find", "--managed-python", version], log=log, tell=tell, cwd=root
        )
    except CommandFailed as error:
        raise LaunchError(
            f"No Python {version} was found in PATH or in a pyenv, and uv could not fetch one.\n"
            f"Install it in one of these ways and run again: your system's package "
            f"(python{version} with its venv part), `pyenv install {version}`, or "
            f"`uv python install {version}` where the network allows it.\n{error.log_tail}"
        ) from error
    path = Path(printed.strip().splitlines()[-1])
    return Interpreter(path, version_of(path) or version, "uv's own store", fetched=True)
