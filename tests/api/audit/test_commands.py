"""`python -m api audit …`: a sentence and an exit status."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from api.audit_commands import note_restored
from api.cli import app
from api.settings import get_settings
from tests.api.audit.conftest import KEY, add


@pytest.fixture
def command(settings, database, monkeypatch):
    """Run a command as the settings of the test's own database say."""
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    monkeypatch.setenv("AUDIT_KEY", KEY)
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, ["audit", *words])
    get_settings.cache_clear()


class TestVerify:
    """`audit verify`."""

    def test_holds(self, command):
        """Says so, exit status 0."""
        done = command("verify")
        assert done.exit_code == 0 and done.output.startswith("The audit log holds: 5 entries")

    def test_changed_row(self, command, tamper):
        """Says which, exit status 1."""
        tamper("UPDATE audit_entries SET actor_id = 'sam' WHERE id = 3")
        done = command("verify")
        assert done.exit_code == 1
        assert "does NOT hold: 1 thing is wrong" in done.output
        assert "Entry 3 is not what was written" in done.output

    def test_cut_tail_is_known_to_a_copy_kept_elsewhere(self, command, tamper, settings, tmp_path):
        """Though the file here was cut to match."""
        elsewhere = tmp_path / "copy"
        elsewhere.write_text(settings.audit_heads.read_text())
        tamper(
            "DELETE FROM audit_entries WHERE id > 3",
            "UPDATE audit_head SET number = 3, mac = (SELECT mac FROM audit_entries WHERE id = 3)",
        )
        lines = settings.audit_heads.read_text().splitlines(keepends=True)
        settings.audit_heads.write_text("".join(lines[:3]))
        assert command("verify").exit_code == 0
        assert command("verify", "--head-file", str(elsewhere)).exit_code == 1

    def test_lag_is_said(self, command, settings):
        """It is no fault."""
        lines = settings.audit_heads.read_text().splitlines(keepends=True)
        settings.audit_heads.write_text("".join(lines[:-1]))
        done = command("verify")
        assert done.exit_code == 0 and "still to say 1" in done.output


class TestNoteRestored:
    """`note_restored`, at the first start after a restore."""

    def test_says_so_in_the_log(self, command, settings, capsys):
        """Once; and whether what came back holds."""
        (settings.var_dir / "db" / "restored").touch()
        for _ in range(2):
            note_restored(settings)
        assert capsys.readouterr().out.count("The audit log holds: 5 entries") == 1
        rows = [json.loads(line) for line in command("export").output.splitlines()]
        assert [row["action"] for row in rows].count("database_restored") == 1


class TestExport:
    """`audit export`."""

    def test_lines_of_json(self, command):
        """Every entry with all that is sealed."""
        rows = [json.loads(line) for line in command("export").output.splitlines()]
        assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
        assert rows[1]["object_id"] == "ticket-2" and len(rows[1]["mac"]) == 64

    def test_csv_runs_nothing(self, command, database):
        """A cell that a spreadsheet would take for a formula begins with an apostrophe."""
        for name in ("=1+1", "+1", "-1", "@sum", "\t=1"):
            add(database, name)
        output = command("export", "--as", "csv").output
        rows = list(csv.DictReader(io.StringIO(output, newline="")))
        assert [row["object_id"][0] for row in rows[-5:]] == ["'"] * 5
        assert len(rows) == 10


class TestBeginHeadFile:
    """`audit begin-head-file`."""

    def test_only_where_there_is_none(self, command, settings):
        """What is there is not thrown away; a new one holds, and the log says so."""
        assert command("begin-head-file").exit_code == 2
        settings.audit_heads.rename(settings.audit_heads.with_name("old"))
        assert command("begin-head-file").exit_code == 0
        done = command("verify")
        assert done.exit_code == 0 and "6 entries" in done.output
