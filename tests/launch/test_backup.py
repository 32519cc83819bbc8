"""Backing up and restoring."""

import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from launch import backup, locks, restore
from launch.errors import AlreadyRunning, LaunchError
from launch.settings import Settings
from launch.stamps import Stamps

REVISIONS = {"0001": "tickets", "0002": "articles"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A tree with two migrations and a database of three tickets at the second of them."""
    versions = tmp_path / "api" / "migrations" / "versions"
    versions.mkdir(parents=True)
    for revision, name in REVISIONS.items():
        (versions / f"{revision}_{name}.py").write_text(f'revision: str = "{revision}"\n')
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "0.1.0"\n')
    settings = Settings(root=tmp_path, var=tmp_path / "var", models=tmp_path / "var")
    settings.database.parent.mkdir(parents=True)
    with closing(sqlite3.connect(settings.database)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('0002')")
        database.execute("CREATE TABLE tickets (ref TEXT)")
        database.executemany("INSERT INTO tickets VALUES (?)", [("a",), ("b",), ("c",)])
    return settings


def export_articles(database: Path, folder: Path) -> None:
    """Stand for api's export: one article, and proof that the snapshot was read."""
    folder.mkdir()
    (folder / "one.md").write_text(f"{backup.schema_of(database)}\n")


def refs(database: Path) -> list[str]:
    """Return the tickets in a database file."""
    with closing(sqlite3.connect(database)) as reading:
        return [row[0] for row in reading.execute("SELECT ref FROM tickets ORDER BY ref")]


def write_heads(settings: Settings, text: str) -> None:
    """Write a head file."""
    settings.audit_heads.parent.mkdir(exist_ok=True)
    settings.audit_heads.write_text(text)


def make_backup(settings: Settings) -> Path:
    """Back up with the stand-in export."""
    return backup.back_up(settings, settings.var / "backups", export_articles)


def rewritten(archive: Path, change: dict[str, bytes]) -> Path:
    """Return a copy of an archive with other bytes in some of its files."""
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            content = change.get(member.name, file.read())
            member.size = len(content)
            new.addfile(member, BytesIO(content))
    return target


def manifest_of(archive: Path) -> dict[str, object]:
    """Return the manifest of an archive."""
    with tarfile.open(archive) as packed:
        file = packed.extractfile("manifest.json")
        assert file is not None
        return dict(json.loads(file.read()))


class TestBackUp:
    """`back_up`."""

    def test_holds_the_database_the_articles_and_a_manifest(self, settings: Settings) -> None:
        """Every file is in the manifest with its hash, with schema and version."""
        archive = make_backup(settings)
        manifest = manifest_of(archive)
        assert manifest["schema"] == "0002"
        assert manifest["version"] == "0.1.0"
        assert set(manifest["files"]) == {"prevention.db", "articles/one.md"}  # type: ignore[call-overload]

    def test_has_the_head_of_the_audit_log(self, settings: Settings) -> None:
        """Read before the database: it may lag behind it, never lead."""
        write_heads(settings, "1 abc\n")
        archive = make_backup(settings)
        assert "audit-heads" in manifest_of(archive)["files"]  # type: ignore[operator]

    def test_only_the_owner_can_read_it(self, settings: Settings) -> None:
        """It holds personal data."""
        archive = make_backup(settings)
        assert archive.stat().st_mode & 0o077 == 0
        assert archive.parent.stat().st_mode & 0o077 == 0

    def test_has_what_was_committed_though_it_is_still_in_the_log(self, settings: Settings) -> None:
        """In WAL mode the newest rows are not in the file yet: a plain copy would lose them."""
        with closing(sqlite3.connect(settings.database)) as writing:
            writing.execute("PRAGMA wal_autocheckpoint=0")
            with writing:
                writing.execute("INSERT INTO tickets VALUES ('d')")
            archive = make_backup(settings)
        with locks.held(settings.run_lock, "nobody"):
            pass
        settings.database.unlink()
        restore.restore(settings, archive)
        assert refs(settings.database) == ["a", "b", "c", "d"]

    def test_is_whole_while_another_writes(self, settings: Settings) -> None:
        """Pairs that are written together are found together."""
        stop = threading.Event()

        def write() -> None:
            with closing(sqlite3.connect(settings.database, timeout=5)) as writing:
                for number in range(100_000):
                    if stop.is_set():
                        return
                    with writing:
                        writing.execute("INSERT INTO tickets VALUES (?)", (f"x{number}",))
                        writing.execute("INSERT INTO tickets VALUES (?)", (f"y{number}",))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            archives = [make_backup(settings) for _ in range(3)]
        finally:
            stop.set()
            writer.join()
        restore.restore(settings, archives[-1])
        found = refs(settings.database)
        assert sum(ref[0] == "x" for ref in found) == sum(ref[0] == "y" for ref in found)

    def test_leaves_nothing_half_made(self, settings: Settings) -> None:
        """An export that fails leaves no archive."""

        def fail(database: Path, folder: Path) -> None:
            raise LaunchError("no export")

        with pytest.raises(LaunchError, match="no export"):
            backup.back_up(settings, settings.var / "backups", fail)
        assert list((settings.var / "backups").iterdir()) == []

    def test_without_a_database_says_so(self, settings: Settings) -> None:
        """Before the first set-up."""
        settings.database.unlink()
        with pytest.raises(LaunchError, match="no database yet"):
            make_backup(settings)

    def test_another_database_server_is_not_ours_to_back_up(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An empty SQLite file must not pass for a backup of a PostgreSQL server."""
        monkeypatch.setenv("DATABASE_URL", "postgresql://db/prevention")
        with pytest.raises(LaunchError, match="DATABASE_URL"):
            make_backup(settings)


class TestRestore:
    """`restore`."""

    def test_brings_the_rows_back_and_keeps_what_was_there(self, settings: Settings) -> None:
        """The replaced database lies aside, whole, with what was written since."""
        archive = make_backup(settings)
        with closing(sqlite3.connect(settings.database)) as writing, writing:
            writing.execute("DELETE FROM tickets")
            writing.execute("INSERT INTO tickets VALUES ('later')")
        aside = restore.restore(settings, archive)
        assert refs(settings.database) == ["a", "b", "c"]
        assert aside is not None
        assert refs(aside / "prevention.db") == ["later"]

    def test_what_was_deleted_since_is_noted(self, settings: Settings) -> None:
        """By the replaced database's audit log, for api to delete again; of any restore before."""
        archive = make_backup(settings)
        note = settings.database.with_name(restore.DELETE_AGAIN)
        restore.restore(settings, archive)
        assert not note.exists()  # nobody had deleted anything
        for deleted in ("one", "two"):
            with closing(sqlite3.connect(settings.database)) as writing, writing:
                writing.execute("CREATE TABLE audit_entries (action TEXT, object_id TEXT)")
                rows = [("conversation_deleted", deleted), ("ticket_opened", "other")]
                writing.executemany("INSERT INTO audit_entries VALUES (?, ?)", rows)
            restore.restore(settings, archive)
        assert json.loads(note.read_text()) == ["one", "two"]

    def test_brings_the_head_of_the_audit_log_back(self, settings: Settings) -> None:
        """With the database that it belongs to; the later one lies beside the later database."""
        write_heads(settings, "1 abc\n")
        archive = make_backup(settings)
        write_heads(settings, "1 abc\n2 def\n")
        aside = restore.restore(settings, archive)
        assert settings.audit_heads.read_text() == "1 abc\n"
        assert settings.audit_heads.stat().st_mode & 0o077 == 0
        assert aside is not None
        assert (aside / "audit-heads").read_text() == "1 abc\n2 def\n"

    def test_an_old_backup_leaves_no_head_of_another_log(self, settings: Settings) -> None:
        """One from before there were any."""
        archive = make_backup(settings)
        write_heads(settings, "2 def\n")
        restore.restore(settings, archive)
        assert not settings.audit_heads.exists()

    def test_api_is_told(self, settings: Settings) -> None:
        """It checks the audit log when it has migrated."""
        restore.restore(settings, make_backup(settings))
        assert settings.database.with_name(restore.RESTORED).exists()

    def test_damaged_database_can_be_replaced(self, settings: Settings) -> None:
        """It says nothing of deletions, and that stops nobody."""
        archive = make_backup(settings)
        settings.database.write_bytes(b"not a database" * 500)
        restore.restore(settings, archive)
        assert refs(settings.database) == ["a", "b", "c"]

    def test_the_next_set_up_looks_at_the_database_again(self, settings: Settings) -> None:
        """An older schema is migrated, and the index follows."""
        stamps = Stamps(settings.models / "stamps")
        stamps.write("database", "abc")
        restore.restore(settings, make_backup(settings))
        assert not stamps.matches("database", "abc")

    def test_is_refused_while_the_assistant_runs(self, settings: Settings) -> None:
        """Nothing is changed."""
        archive = make_backup(settings)
        with locks.held(settings.run_lock, "x"), pytest.raises(AlreadyRunning):
            restore.restore(settings, archive)
        assert not list(settings.database.parent.glob("before-restore-*"))

    def test_a_newer_schema_is_refused(self, settings: Settings) -> None:
        """This version's migrations end before the backup's."""
        archive = make_backup(settings)
        versions = settings.root / "api" / "migrations" / "versions"
        (versions / "0002_articles.py").unlink()
        with pytest.raises(LaunchError, match="newer"):
            restore.restore(settings, archive)
        assert refs(settings.database) == ["a", "b", "c"]

    def test_a_changed_file_is_refused(self, settings: Settings) -> None:
        """By its hash, also for what is not put back."""
        changed = rewritten(make_backup(settings), {"articles/one.md": b"another text"})
        with pytest.raises(LaunchError, match=r"articles/one\.md"):
            restore.restore(settings, changed)
        assert not list(settings.database.parent.glob("before-restore-*"))

    def test_a_cut_off_archive_is_refused(self, settings: Settings) -> None:
        """A copy that stopped half-way."""
        archive = make_backup(settings)
        archive.write_bytes(archive.read_bytes()[:-200])
        with pytest.raises(LaunchError):
            restore.restore(settings, archive)
        assert refs(settings.database) == ["a", "b", "c"]

    @pytest.mark.parametrize("name", ["prevention.db", "manifest.json"])
    def test_an_archive_without_its_parts_is_refused(self, settings: Settings, name: str) -> None:
        """Some other archive, or one with a manifest that names no database."""
        archive = make_backup(settings)
        manifest = manifest_of(archive)
        bare = archive.with_name("bare.tar.gz")
        with tarfile.open(bare, "w:gz") as packed:
            if name != "manifest.json":
                content = json.dumps(manifest | {"files": {}}).encode()
                member = tarfile.TarInfo("manifest.json")
                member.size = len(content)
                packed.addfile(member, BytesIO(content))
        with pytest.raises(LaunchError, match=r"bare\.tar\.gz"):
            restore.restore(settings, bare)

    def test_writes_no_file_outside_its_folder(self, settings: Settings, tmp_path: Path) -> None:
        """A name in the manifest is never a path on this machine."""
        archive = make_backup(settings)
        evil = b"evil"
        manifest = manifest_of(archive)
        with tarfile.open(archive.with_name("evil.tar.gz"), "w:gz") as packed:
            for name, content in {
                "../../../evil": evil,
                "manifest.json": json.dumps(manifest | {"files": {"../../../evil": "0"}}).encode(),
            }.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                packed.addfile(member, BytesIO(content))
        with pytest.raises(LaunchError):
            restore.restore(settings, archive.with_name("evil.tar.gz"))
        assert not list(tmp_path.rglob("evil"))

    def test_a_file_that_is_not_there_is_named(self, settings: Settings) -> None:
        """With how to say which."""
        with pytest.raises(LaunchError, match="make restore FILE="):
            restore.restore(settings, Path("nowhere.tar.gz"))


class TestKnownSchemas:
    """`known_schemas`."""

    def test_reads_the_real_migrations(self) -> None:
        """The pattern fits how our migrations are written, else every restore would be refused."""
        real = Settings()
        scripts = list((real.root / "api" / "migrations" / "versions").glob("*.py"))
        assert len(restore.known_schemas(real)) == len(scripts)

    def test_a_tree_without_migrations_knows_none(self, settings: Settings) -> None:
        """And so refuses every migrated backup."""
        assert restore.known_schemas(replace(settings, root=settings.var)) == frozenset()
