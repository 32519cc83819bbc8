"""With what this process seals the log, and where it writes the head: carried by each session."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from api.audit.head_file import HeadFile
from api.audit.keys import Keyring
from api.db import Database
from api.settings import Settings, get_settings

CARRIED = "audit"


@dataclass(frozen=True)
class Sealing:
    """The keys, and the file of heads; None where the database is no running assistant's."""

    keys: Keyring
    head_file: HeadFile | None


def sealing_of(settings: Settings) -> Sealing:
    """Return what the settings say."""
    return Sealing(Keyring.of(settings), HeadFile(settings.audit_heads))


def open_database(settings: Settings) -> Database:
    """Open the settings' database, whose sessions seal what they record as the settings say."""
    return Database(settings.database, {CARRIED: sealing_of(settings)})


def sealing_in(session: Session) -> Sealing:
    """Return what the session carries, or the environment's keys without a file."""
    carried = session.info.get(CARRIED)
    return carried if isinstance(carried, Sealing) else _of_environment()


@lru_cache
def _of_environment() -> Sealing:
    return Sealing(Keyring.of(get_settings()), None)
