"""Putting a backup back: checked first, never while running, the old database kept aside."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from launch import locks
from launch.backup import (
    AUDIT_HEADS,
    DATABASE,
    FORMAT,
    MANIFEST,
    Manifest,
    check_database,
    refuse_other_database,
    schema_of,
)
from launch.errors import LaunchError
from launch.settings import Settings
from launch.stamps import Stamps

SIDE_FILES = ("", "-wal", "-shm")
DELETE_AGAIN = "delete-again.json"
"""Ids of conversations that were deleted before the restore; api reads it after migrating."""
RESTORED = "restored"
"""Tells api, after migrating, to check the audit log and to say in it that it was restored."""
STALE_STEPS = ("database", "index")
"""Steps of the set-up that must look at the restored database again."""


def restore(settings: Settings, archive: Path) -> Path | None:
    """Put the archive's database in place and return where the one before it is kept, if any.

    AlreadyRunning while the assistant runs. LaunchError, with nothing changed, if the archive is
    not whole, not ours, or of a schema that this version does not know. An older schema is
    migrated by the next start, which also deletes again what had been deleted since the backup.
    """
    refuse_other_database(os.environ.get("DATABASE_URL", ""))
    if not archive.is_file():
        raise LaunchError(f"There is no backup {archive}. Say which: make restore FILE=…")
    with locks.held(settings.run_lock, "Prevention Assistant"):
        folder = settings.database.parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-") as name:
            incoming = Path(name) / DATABASE
            _unpack_checked(archive, Path(name), known_schemas(settings))
            aside = _set_aside(settings)
            incoming.replace(settings.database)
            if (heads := Path(name) / AUDIT_HEADS).exists():
                settings.audit_heads.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(heads, settings.audit_heads)
                settings.audit_heads.chmod(0o600)
            settings.database.with_name(RESTORED).touch()
            if aside is not None:
                _note_deletions(settings.database.with_name(DELETE_AGAIN), aside / DATABASE)
    for stamps in {settings.var / "stamps", settings.models / "stamps"}:
        for step in STALE_STEPS:
            Stamps(stamps).forget(step)
    return aside


def known_schemas(settings: Settings) -> frozenset[str]:
    """Return the revisions that this version's migrations know."""
    scripts = (settings.root / "api" / "migrations" / "versions").glob("*.py")
    pattern = re.compile(r"^revision\s*(?::[^=]+)?=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
    return frozenset(found for script in scripts for found in pattern.findall(script.read_text()))


def _unpack_checked(archive: Path, folder: Path, schemas: frozenset[str]) -> None:
    """Unpack into `folder` the database, and check every file that the manifest names."""
    try:
        with tarfile.open(archive, "r:gz") as packed:
            manifest = Manifest(**json.loads(_open(packed, MANIFEST).read()))
            for name, expected in manifest.files.items():
                if _copy_out(packed, name, folder) != expected:
                    raise LaunchError(f"{archive} is damaged: {name} is not as it was written.")
    except (tarfile.TarError, KeyError, OSError, EOFError, ValueError, TypeError) as error:
        raise LaunchError(f"{archive} is not a whole backup of ours: {error}") from error
    if manifest.format != FORMAT:
        raise LaunchError(f"{archive} has format {manifest.format}; this version reads {FORMAT}.")
    if DATABASE not in manifest.files:
        raise LaunchError(f"{archive} holds no database.")
    check_database(folder / DATABASE)
    _refuse_unknown_schema(manifest, schema_of(folder / DATABASE), schemas)


def _open(packed: tarfile.TarFile, name: str) -> IO[bytes]:
    """Open a plain file of the archive; KeyError if there is none of that name."""
    file = packed.extractfile(packed.getmember(name)) if packed.getmember(name).isfile() else None
    if file is None:
        raise KeyError(f"{name} is not a plain file")
    return file


def _copy_out(packed: tarfile.TarFile, name: str, folder: Path) -> str:
    """Return the SHA-256 of a file of the archive; what is put back is written to `folder`."""
    digest = hashlib.sha256()
    target = folder / name if name in (DATABASE, AUDIT_HEADS) else Path(os.devnull)
    with _open(packed, name) as file, target.open("wb") as copy:
        while piece := file.read(1 << 20):
            digest.update(piece)
            copy.write(piece)
    return digest.hexdigest()


def _refuse_unknown_schema(manifest: Manifest, found: str | None, known: frozenset[str]) -> None:
    if found != manifest.schema:
        raise LaunchError("The backup's manifest and its database disagree about the schema.")
    if found is not None and found not in known:
        raise LaunchError(
            f"The backup was written by version {manifest.version} with schema {found}, which "
            "this version does not know: it is newer. Restore it with that version or a later one."
        )


def _set_aside(settings: Settings) -> Path | None:
    """Move the present database, its side files and its head file into a folder of their own."""
    database = settings.database
    if not (database.exists() or settings.audit_heads.exists()):
        return None
    aside = database.parent / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    aside.mkdir(mode=0o700)
    for ending in SIDE_FILES:
        path = database.with_name(database.name + ending)
        if path.exists():
            path.replace(aside / path.name)
    if settings.audit_heads.exists():
        shutil.move(settings.audit_heads, aside / AUDIT_HEADS)  # it may be on another disk
    return aside


def _note_deletions(target: Path, replaced: Path) -> None:
    """Add to `target` the conversations that the replaced database says were deleted.

    One that is damaged, or older than deletions are, says nothing.
    """
    query = "SELECT object_id FROM audit_entries WHERE action = 'conversation_deleted'"
    try:
        with closing(sqlite3.connect(replaced)) as reading:
            deleted = {str(row[0]) for row in reading.execute(query)}
    except sqlite3.DatabaseError:
        return
    if target.exists():
        deleted |= set(json.loads(target.read_text()))
    if deleted:
        target.write_text(json.dumps(sorted(deleted)))
