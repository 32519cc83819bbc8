"""Content hashes of what a step of the set-up depends on, so that it runs only when needed."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path


def content_hash(root: Path, patterns: Iterable[str], extra: Iterable[str] = ()) -> str:
    """Return the SHA-256 over names and bytes of all files that match, and over `extra`.

    Patterns are globs below `root`; caches are left out. A file that moves, changes, comes or
    goes gives another hash; times and owners do not matter.
    """
    digest = hashlib.sha256()
    for path in matching(root, patterns):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for text in extra:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def matching(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the files below `root` that match any of the globs, sorted, without caches."""
    found = {path for pattern in patterns for path in root.glob(pattern)}
    return sorted(
        path
        for path in found
        if path.is_file()
        and not {"__pycache__", ".venv", "node_modules"} & set(path.relative_to(root).parts)
    )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of one file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pins(lock: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the `name==version` lines of a lock file for the packages named."""
    wanted = set(names)
    lines = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text(), flags=re.MULTILINE)
    return tuple(f"{name}=={version}" for name, version in lines if name in wanted)


class Stamps:
    """The hash that each step last finished with, one small file a step."""

    def __init__(self, folder: Path) -> None:
        """Nothing is written until a step finishes."""
        self.folder = folder

    def matches(self, step: str, inputs: str) -> bool:
        """Say whether the step last finished with these inputs."""
        path = self.folder / step
        return path.exists() and path.read_text().strip() == inputs

    def write(self, step: str, inputs: str) -> None:
        """Remember that the step finished with these inputs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / step).write_text(inputs + "\n")

    def forget(self, step: str) -> None:
        """Make the step run next time, whatever its inputs."""
        (self.folder / step).unlink(missing_ok=True)
