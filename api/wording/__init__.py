"""The wording of what must be said without Rasa, read from `en-GB.yml` and checked at start.

`wording().degraded.search` is a string; where it stands with {names}, `str.format` fills them.
"""

from functools import lru_cache
from pathlib import Path

import yaml

from api.wording.models import Wording
from api.wording.parts import Link, Notice

__all__ = ["Link", "Notice", "Wording", "load_wording", "wording"]

FILE = Path(__file__).with_name("en-GB.yml")


def load_wording(file: Path = FILE) -> Wording:
    """Return the wording of `file`; pydantic's ValidationError names what is wrong in it."""
    return Wording.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@lru_cache
def wording() -> Wording:
    """Return this process's wording, read once."""
    return load_wording()
