"""Backups: one archive with the database as it was at one moment, the head file of its audit log,
the articles, and a manifest.

The database is read through SQLite's online-backup API, so the assistant may be running; a plain
copy of a file in WAL mode can be torn. An archive holds personal data: only its owner reads it.
"""

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from launch.commands import run
from launch.errors import LaunchError
from launch.settings import Settings
from launch.stamps import file_hash

MANIFEST = "manifest.json"
DATABASE = "prevention.db"
ARTICLES = "articles"
AUDIT_HEADS = "audit-heads"
FORMAT = 1

Export = Callable[[Path, Path], None]
"""Writes the articles of the database file given into the folder given."""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: names with SHA-256, the database's schema, the version that wrote it.

    `created_at` is UTC in ISO 8601; `schema` is the Alembic revision, None for an empty database.
    """

    format: int
    created_at: str
    version: str
    schema: str | None
    files: dict[str, str]


def back_up(settings: Settings, folder: Path, export: Export | None = None) -> Path:
    """Write a new archive into `folder` and return its path; complete or not there at all."""
    refuse_other_database(os.environ.get("DATABASE_URL", ""))
    if not settings.database.exists():
        raise LaunchError(f"There is no database yet at {settings.database}: run `make setup`.")
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    target = folder / f"prevention-{now:%Y%m%dT%H%M%S%fZ}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as name:
        contents = Path(name) / "contents"
        contents.mkdir()
        if settings.audit_heads.exists():  # first: it may lag behind the database, never lead
            shutil.copyfile(settings.audit_heads, contents / AUDIT_HEADS)
        copy_database(settings.database, contents / DATABASE)
        (export or _exporter(settings))(contents / DATABASE, contents / ARTICLES)
        manifest = Manifest(
            format=FORMAT,
            created_at=now.isoformat(),
            version=version(settings),
            schema=schema_of(contents / DATABASE),
            files=_hashes(contents),
        )
        (contents / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
        _pack(contents, Path(name) / "archive")
        (Path(name) / "archive").replace(target)
    return target


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, as it stands at one moment; the copy is whole."""
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")
    check_database(target)


def check_database(path: Path) -> None:
    """Return if SQLite finds the file whole, raise LaunchError otherwise."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as reading:
            found = reading.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise LaunchError(f"{path.name} is damaged: {found}")


def schema_of(path: Path) -> str | None:
    """Return the Alembic revision of a database file, None if it was never migrated."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as reading:
        table = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        if reading.execute(table).fetchone() is None:
            return None
        row = reading.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def version(settings: Settings) -> str:
    """Return the version of this tree, from pyproject.toml."""
    with (settings.root / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def refuse_other_database(address: str) -> None:
    """Raise LaunchError if the assistant keeps its data elsewhere than under VAR_DIR."""
    if address:
        raise LaunchError(
            "DATABASE_URL is set: backup and restore are for the SQLite database under VAR_DIR. "
            "Use the tools of that database server."
        )


def _exporter(settings: Settings) -> Export:
    def export(database: Path, folder: Path) -> None:
        run(
            [settings.modern_python, "-m", "api", "export-articles", "--folder", folder],
            log=settings.logs / "backup.log",
            tell=print,
            cwd=settings.root,
            variables=settings.variables() | {"DATABASE_URL": f"sqlite:///{database}"},
        )

    return export


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def _pack(contents: Path, target: Path) -> None:
    """Write the archive, readable by its owner alone, the manifest first."""
    target.touch(mode=0o600)
    with tarfile.open(target, "w:gz") as archive:
        archive.add(contents / MANIFEST, MANIFEST)
        for path in sorted(contents.rglob("*")):
            name = str(path.relative_to(contents))
            if path.is_file() and name != MANIFEST and not name.endswith(("-wal", "-shm")):
                archive.add(path, name)
