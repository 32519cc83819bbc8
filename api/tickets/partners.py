"""The directory of partners and specialists, as data."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FILE = Path(__file__).with_name("partners.yml")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Partner(BaseModel):
    """Somebody a request can be handed to; see the head of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]
    name: Words
    kind: Literal["partner", "specialist"]
    use: Words = Field(alias="for")
    reach: Words


class Directory(BaseModel):
    """All of them, in the order they are offered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    partners: tuple[Partner, ...]

    @model_validator(mode="after")
    def keys_are_their_own(self) -> "Directory":
        """Refuse two of one key."""
        keys = [partner.key for partner in self.partners]
        if len(set(keys)) < len(keys):
            raise ValueError("partners must have keys of their own")
        return self

    def find(self, key: str) -> Partner | None:
        """Return the one of that key."""
        return next((partner for partner in self.partners if partner.key == key), None)


def load_directory(file: Path = FILE) -> Directory:
    """Return the directory in `file`; pydantic's ValidationError names what is wrong in it."""
    return Directory.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@lru_cache
def directory() -> Directory:
    """Return this process's directory, read once."""
    return load_directory()
