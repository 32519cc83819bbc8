"""The process that one document is read in. Run as a script: limits first, then the document.

    python -I child.py '{"file_bytes": …}'     in a folder of its own that holds `document`

Prints JSON: {"converted": …} or {"refused": {"code", "sentence"}}. It takes no network, starts no
process and writes no file, whatever a document makes a converter do.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
import time
import types
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.remove",
    "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.kill", "pty.", "shutil.", "urllib.Request", "webbrowser.",
)  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def main() -> None:
    """Read `document` in this folder under the limits of the first argument."""
    started = time.monotonic()
    given = json.loads(sys.argv[1])
    _limit(given)
    _without_the_whole_library()
    from knowledge.importing.limits import Limits
    from knowledge.importing.refusals import DocumentRefused, too_costly
    from knowledge.importing.worker import read

    sys.addaudithook(_refuse)
    try:
        converted = read(Path("document"), Limits(**given))
        cost = {"peak_bytes": _peak_bytes(), "took_s": round(time.monotonic() - started, 3)}
        answer: dict[str, Any] = {"converted": _plain(converted) | cost}
    except DocumentRefused as refused:
        answer = _refused(refused)
    except MemoryError:
        answer = _refused(too_costly())
    sys.stdout.write(json.dumps(answer))


def _limit(given: dict[str, Any]) -> None:
    """Bound this process; the alarm ends it even if nobody waits for it any more."""
    for kind, most in (
        (resource.RLIMIT_AS, given["memory_bytes"]),
        (resource.RLIMIT_CPU, given["cpu_s"]),
        (resource.RLIMIT_FSIZE, given["result_bytes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        resource.setrlimit(kind, (most, most))
    signal.alarm(math.ceil(given["wall_s"]) + 1)


def _without_the_whole_library() -> None:
    """Have `knowledge.importing` importable without what `knowledge` itself imports.

    Search brings FAISS and onnxruntime: seconds, and half of the address space that is allowed.
    """
    package = types.ModuleType("knowledge")
    package.__path__ = [str(PACKAGE)]
    sys.modules["knowledge"] = package


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN) or (event == "open" and _is_write(arguments)):
        raise PermissionError(f"not while a document is read: {event}")


def _is_write(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & WRITES)


def _refused(refusal: Any) -> dict[str, Any]:
    return {"refused": {"code": refusal.code, "sentence": str(refusal)}}


def _plain(converted: Any) -> dict[str, Any]:
    from dataclasses import asdict

    found: dict[str, Any] = asdict(converted)
    return found


def _peak_bytes() -> int:
    """The most memory that was resident; what getrusage says would include the parent's."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").split("\n"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
