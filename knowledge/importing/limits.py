"""What a document may cost: every figure of the import in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for reading one document; sizes in bytes, times in seconds.

    `memory_bytes` is the address space of the reading process, some 260 MiB of which are the
    programs themselves. `text_chars` is chosen so that the text always fits into the sections of
    one article (12 sections of 8,000 characters, filled at least to three quarters).
    """

    file_bytes: int = 15 * MIB
    wall_s: float = 30.0
    cpu_s: int = 25
    memory_bytes: int = 1024 * MIB
    result_bytes: int = 4 * MIB
    text_chars: int = 40_000
    pages: int = 60
    archive_entries: int = 2_000
    unpacked_bytes: int = 100 * MIB
    part_bytes: int = 20 * MIB
    ratio: int = 200


# How many documents are read at once in one process, and how long a further one waits its turn.
AT_ONCE: Final = 2
WAIT_S: Final = 10.0
# An archive's ratio says something only of what is not tiny.
SMALL_BYTES: Final = MIB
