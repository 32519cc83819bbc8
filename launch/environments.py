"""The two Python environments: .venv (3.11, everything modern) and bot/.venv (3.10, Rasa).

They pin packages that contradict each other and are never mixed. Both are installed by uv from
hash-pinned locks; torch alone stands outside the lock, because which wheel is right depends on
the machine (docs/dependencies.md).
"""

import importlib.util
import os
import re
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launch.commands import Tell, run
from launch.errors import CommandFailed, LaunchError
from launch.interpreters import find_or_fetch, version_of
from launch.settings import Settings

MODERN = "3.11"
BOT = "3.10"
TORCH = "2.13.0"


@dataclass
class Installer:
    """Builds environments with uv; `download_s` grows by what was spent on the network."""

    settings: Settings
    log: Path
    tell: Tell
    download_s: float = field(default=0.0)

    @property
    def uv(self) -> Path:
        """The uv of our own, pinned by requirements/uv.txt."""
        return self.settings.root / "var" / "tools" / "bin" / "uv"

    def bootstrap_uv(self) -> None:
        """Put the pinned uv into var/tools, or link the one in PATH if this Python has no venv."""
        tools = self.uv.parent.parent
        if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
            self._run([sys.executable, "-m", "venv", "--clear", tools])
            lock = self.settings.root / "requirements" / "uv.txt"
            started = time.monotonic()
            self._run([tools / "bin" / "python", "-m", "pip", "install", "--quiet",
                       "--disable-pip-version-check", "--require-hashes", "--no-deps",
                       "-r", lock])  # fmt: skip
            self.download_s += time.monotonic() - started
            return
        found = shutil.which("uv")
        if found is None:
            raise LaunchError(
                f"This Python ({sys.executable}) cannot make a virtual environment: its venv or "
                "ensurepip part is missing.\nInstall it (on Debian and Ubuntu the package "
                f"python3.{sys.version_info.minor}-venv), or install uv, and run again."
            )
        self.tell(f"this Python has no venv part; using the uv in PATH: {found}")
        self.uv.parent.mkdir(parents=True, exist_ok=True)
        self.uv.unlink(missing_ok=True)
        self.uv.symlink_to(found)

    def install_modern(self) -> None:
        """Make .venv complete: torch for this machine first, then the lock with its hashes."""
        self._make(self.settings.modern_python, MODERN)
        if not self._has_torch():
            self._install_torch()
        self._install_lock(self.settings.modern_python, "dev.txt")
        self._install_lock(self.settings.modern_python, "weights.txt")

    def install_bot(self) -> None:
        """Make bot/.venv complete from its lock."""
        self._make(self.settings.bot_python, BOT)
        self._install_lock(self.settings.bot_python, "bot.txt")

    def _make(self, python: Path, version: str) -> None:
        have = version_of(python) if python.exists() else None
        if have and have.startswith(f"{version}."):
            return
        started = time.monotonic()
        base = find_or_fetch(version, self.uv, log=self.log, tell=self.tell,
                             root=self.settings.root, environ=os.environ)  # fmt: skip
        if base.fetched:
            self.download_s += time.monotonic() - started
        self._run([self.uv, "venv", "--quiet", "--clear", "--no-project",
                   "--python", base.path, python.parent.parent])  # fmt: skip

    def _install_lock(self, python: Path, lock: str) -> None:
        self._uv_install(python, ["--no-deps", "--require-hashes",
                                  "-r", self.settings.root / "requirements" / lock])  # fmt: skip

    def _has_torch(self) -> bool:
        folder = self.settings.modern_python.parent.parent / "lib" / f"python{MODERN}"
        return any((folder / "site-packages").glob(f"torch-{TORCH}*.dist-info"))

    def _install_torch(self) -> None:
        """Install the CPU build: a wheel that pip is set up to find, else the CPU index."""
        python = self.settings.modern_python
        wheel = self._wheel_from_find_links()
        if wheel is not None:
            self.tell(f"torch {TORCH} from a wheel at hand")
            self._uv_install(python, ["--no-deps", "--no-index", wheel])
            wheel.unlink()
            return
        try:
            self._uv_install(python, ["--torch-backend=cpu", f"torch=={TORCH}"])
        except CommandFailed:
            self.tell(f"no CPU build of torch {TORCH} was found; taking the general one (large)")
            self._uv_install(python, [f"torch=={TORCH}"])

    def _wheel_from_find_links(self) -> Path | None:
        """Return a torch wheel from pip's configured find-links (uv does not look there)."""
        folder = self.settings.root / "var" / "tools" / "wheels"
        pip = self.uv.parent / "python"
        if not pip.exists():
            return None
        try:
            self._run([pip, "-m", "pip", "download", "--quiet", "--no-index", "--no-deps",
                       "--only-binary=:all:", "--implementation=cp",
                       f"--python-version={MODERN}", f"--dest={folder}",
                       f"torch=={TORCH}"])  # fmt: skip
        except CommandFailed:
            return None
        return next(folder.glob(f"torch-{TORCH}*.whl"), None)

    def _uv_install(self, python: Path, arguments: Sequence[str | Path]) -> None:
        printed = self._run([self.uv, "pip", "install", "--python", python, *arguments])
        self.download_s += download_seconds(printed)

    def _run(self, command: Sequence[str | Path]) -> str:
        return run(command, log=self.log, tell=self.tell, cwd=self.settings.root)


def download_seconds(uv_output: str) -> float:
    """Return how long uv spent on resolving and fetching: its "Resolved" and "Prepared" lines."""
    spent = re.findall(
        r"^(?:Resolved|Prepared) \d+ packages? in (?:(\d+)m )?([\d.]+)(ms|s)",
        uv_output,
        re.MULTILINE,
    )
    return sum(
        int(minutes or 0) * 60 + float(amount) / (1000 if unit == "ms" else 1)
        for minutes, amount, unit in spent
    )
