"""Where the files of tickets lie: outside anything that is served, under random names."""

import os
import re
import secrets
import time
from collections.abc import Container
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"[0-9a-f]{32}")
ORPHAN_AFTER_S: Final = 3600.0


class FileStore:
    """A folder of files that only this process reads; its database says what they are."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first file comes."""
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes and return the random name they lie under; whole, or not there."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = secrets.token_hex(16)
        making = self._folder / f".{name}"
        handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        making.rename(self._folder / name)
        return name

    def read(self, name: str) -> bytes | None:
        """Return the bytes, None if there are none of that name."""
        try:
            return (self._folder / self._checked(name)).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Have no bytes of that name."""
        (self._folder / self._checked(name)).unlink(missing_ok=True)

    def sweep(self, known: Container[str]) -> int:
        """Remove what nobody knows of, and return how much; what just came is left alone.

        A file whose ticket is forgotten, and one whose request failed after it was written.
        """
        if not self._folder.is_dir():
            return 0
        before = time.time() - ORPHAN_AFTER_S
        gone = [
            file
            for file in self._folder.iterdir()
            if file.name not in known and file.stat().st_mtime < before
        ]
        for file in gone:
            file.unlink(missing_ok=True)
        return len(gone)

    @staticmethod
    def _checked(name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError("no name of a stored file")
        return name
