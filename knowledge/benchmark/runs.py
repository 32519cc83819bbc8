"""What each run found, with all that made it, one line a run: so that no run is forgotten."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.benchmark.corpus import BenchmarkError
from knowledge.benchmark.measuring import Ranks
from knowledge.benchmark.removal import Spread

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `commit` is None, and `dirty` with it, outside a git checkout.

    `configuration` is a hash over the weights, the settings and the encoders; `sureness` is
    empty where no document was removed.
    """

    at: str
    commit: str | None
    dirty: bool | None
    configuration: str
    encoders: Mapping[str, str]
    files: Mapping[str, str]
    documents: int
    questions: int
    ranks: Mapping[str, Ranks]
    sureness: Mapping[str, Spread]


def now() -> str:
    """The time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def git_state(folder: Path = _ROOT) -> tuple[str | None, bool | None]:
    """The commit checked out and whether anything tracked differs from it."""
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        return commit, bool(_git(folder, "status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None, None


def configuration_hash(*parts: str) -> str:
    """16 hex digits over everything that `parts` name."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def write_report(run: Run, file: Path) -> None:
    """`file` holds the run as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(run), ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")


def append_run(run: Run, log: Path) -> None:
    """The run is the last line of `log`. Raises BenchmarkError if that cannot be written."""
    line = json.dumps(asdict(run), ensure_ascii=False)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
    except OSError as error:
        raise BenchmarkError(str(error), file=str(log), accepted="a file to add to") from error


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout.strip()
