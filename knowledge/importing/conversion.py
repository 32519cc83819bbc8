"""Having a document read: by a child process, within limits of size, time and memory."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from knowledge.importing.limits import AT_ONCE, WAIT_S, Limits
from knowledge.importing.models import Converted, Kind, Link
from knowledge.importing.refusals import DocumentRefused, Why, damaged, too_costly, too_large

_CHILD: Final = Path(__file__).with_name("child.py")
_PIECE: Final = 256 * 1024
_places = threading.BoundedSemaphore(AT_ONCE)


def fingerprint(file: BinaryIO) -> str:
    """The sha256 in hex of what `file` holds; it is at its start again afterwards."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def convert(file: BinaryIO, limits: Limits | None = None, wait_s: float = WAIT_S) -> Converted:
    """The document in `file`, from where it stands, as Markdown.

    It is read by a process that is gone when this returns, and nothing of it is left on disk.
    Raises DocumentRefused with what to do instead; `Why.busy` if no place came free in `wait_s`.
    """
    limits = limits or Limits()
    with _place(wait_s), TemporaryDirectory(prefix="import-") as name:
        folder = Path(name)
        _copy(file, folder / "document", limits.file_bytes)
        ended = _run(folder, limits)
        return _answer(folder / "answer.json", ended, limits)


@contextmanager
def _place(wait_s: float) -> Iterator[None]:
    if not _places.acquire(timeout=wait_s):
        raise DocumentRefused(
            Why.busy, "Other documents are being read just now. Try again in a minute."
        )
    try:
        yield
    finally:
        _places.release()


def _copy(file: BinaryIO, target: Path, most: int) -> None:
    """Copy in pieces; a file that is longer than `most` is never copied whole."""
    copied = 0
    with target.open("wb") as out:
        while piece := file.read(_PIECE):
            copied += len(piece)
            if copied > most:
                raise too_large(most)
            out.write(piece)


def _run(folder: Path, limits: Limits) -> int:
    """Run the child in `folder`; how it ended, negative for a signal, as for one out of time."""
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD), json.dumps(asdict(limits))]
    with (folder / "answer.json").open("wb") as answer:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=answer,  # a file, so that the limit on its size holds
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return child.wait(limits.wall_s)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Have the child and whatever it started be gone."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Only what a Python needs: no secret of ours is inherited."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _answer(file: Path, ended: int, limits: Limits) -> Converted:
    if ended < 0:
        raise too_costly()
    try:
        with file.open("rb") as stream:
            answer: dict[str, Any] = json.loads(stream.read(limits.result_bytes))
    except ValueError as error:
        raise (damaged() if ended == 0 else too_costly()) from error
    if "refused" in answer:
        raise DocumentRefused(Why(answer["refused"]["code"]), answer["refused"]["sentence"])
    return _converted(answer["converted"])


def _converted(found: dict[str, Any]) -> Converted:
    lists = {
        "kind": Kind(found["kind"]),
        "links": tuple(Link(**link) for link in found["links"]),
        "left_out": tuple(found["left_out"]),
    }
    return Converted(**(found | lists))
