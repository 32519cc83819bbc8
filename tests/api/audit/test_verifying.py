"""Whoever changes the log without the key is found out; whoever does not, is not accused."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from api.audit import service
from api.audit.report import Fault
from api.audit.sealing import open_database
from api.db import clock
from tests.api.audit.conftest import KEY, NEXT_KEY, add

COLUMNS = "at, actor_id, action, object_kind, object_id, key_id, mac"
PUT_IN = f"INSERT INTO audit_entries (id, {COLUMNS}) SELECT"


@pytest.fixture
def time_passes():
    """Move the clock ahead."""
    yield lambda **span: setattr(clock, "ahead", timedelta(**span))
    clock.ahead = timedelta()


class TestWhole:
    """Nothing is wrong."""

    def test_as_it_was_written(self, check):
        """Every entry is looked at, and the head file knows the last."""
        report = check()
        assert report.holds and (report.entries, report.first, report.last) == (5, 1, 5)
        assert report.unsaid == 0
        assert report.sentence.startswith("The audit log holds: 5 entries")

    def test_several_in_a_transaction(self, database, check):
        """The file knows the last of them."""
        with database.writing() as session:
            for number in range(3):
                service.record(
                    session, actor_id="a", action="x", object_kind="o", object_id=str(number)
                )
        report = check()
        assert report.holds and report.unsaid == 0 and report.entries == 8

    def test_odd_text(self, database, check):
        """Whatever a name holds is sealed as it is stored."""
        add(database, 'naïve "quoted", \u2028 and 🚓')
        assert check().holds

    def test_more_than_a_batch(self, database, check, monkeypatch):
        """A long log is read in parts."""
        monkeypatch.setattr("api.audit.repository.BATCH", 2)
        assert check().entries == 5

    def test_crash_before_the_file_was_written(self, database, check, lines, settings):
        """The last commit may be missing from the file, and the start after it brings it in."""
        settings.audit_heads.write_text("".join(f"{line}\n" for line in lines()[:-1]))
        report = check()
        assert report.holds and report.unsaid == 1
        service.start(open_database(settings))
        assert check().unsaid == 0

    def test_crash_in_the_middle_of_a_line(self, database, check, settings):
        """What was written of it is no line, and makes room for the next."""
        with settings.audit_heads.open("a") as file:
            file.write("6 abc")
        assert check().holds
        add(database, "next")
        report = check()
        assert report.holds and report.unsaid == 0


class TestTampering:
    """What somebody has done with the database alone."""

    @pytest.mark.parametrize(
        ("statement", "fault", "number"),
        [
            ("UPDATE audit_entries SET actor_id = 'sam' WHERE id = 3", Fault.CHANGED, 3),
            ("UPDATE audit_entries SET object_id = 'x' WHERE id = 5", Fault.CHANGED, 5),
            ("UPDATE audit_entries SET action = 'ticket_close' WHERE id = 2", Fault.CHANGED, 2),
            ("UPDATE audit_entries SET at = '2020-01-01 00:00:00' WHERE id = 4", Fault.CHANGED, 4),
            ("UPDATE audit_entries SET at = 'never' WHERE id = 4", Fault.CHANGED, 4),
            ("UPDATE audit_entries SET object_id = x'ff00' WHERE id = 4", Fault.CHANGED, 4),
            ("UPDATE audit_entries SET mac = NULL WHERE id = 4", Fault.CHANGED, 4),
            ("DELETE FROM audit_entries WHERE id = 3", Fault.MISSING, 3),
            ("DELETE FROM audit_entries WHERE id < 3", Fault.MISSING, 1),
            ("DELETE FROM audit_entries WHERE id = 5", Fault.CUT, 4),
            ("DELETE FROM audit_entries", Fault.CUT, 0),
            (f"{PUT_IN} 6, {COLUMNS} FROM audit_entries WHERE id = 5", Fault.PUT_IN, 6),
        ],
    )
    def test_is_found(self, tamper, check, statement, fault, number):
        """One statement, one finding of that kind at that entry, and the log does not hold."""
        tamper(statement)
        report = check()
        assert not report.holds
        assert (fault, number) in [(found.fault, found.number) for found in report.findings]
        assert "does NOT hold" in report.sentence

    def test_reordered(self, tamper, check):
        """Two entries that have changed places."""
        tamper(
            "UPDATE audit_entries SET id = 99 WHERE id = 3",
            "UPDATE audit_entries SET id = 3 WHERE id = 4",
            "UPDATE audit_entries SET id = 4 WHERE id = 99",
        )
        assert {3, 4} <= {found.number for found in check().findings}

    def test_put_in_between(self, tamper, check):
        """A row in the middle, with all after it moved on."""
        tamper(
            "UPDATE audit_entries SET id = id + 100 WHERE id > 3",
            f"{PUT_IN} 4, {COLUMNS} FROM audit_entries WHERE id = 3",
            "UPDATE audit_entries SET id = id - 99 WHERE id > 100",
        )
        assert not check().holds

    def test_put_in_at_the_end_and_written_after(self, tamper, check, database):
        """The assistant goes on past it; only what was put in is accused."""
        tamper(f"{PUT_IN} 6, {COLUMNS} FROM audit_entries WHERE id = 5")
        add(database, "later")
        report = check()
        assert [(found.fault, found.number) for found in report.findings] == [(Fault.PUT_IN, 6)]

    def test_changed_and_sealed_with_another_key(self, tamper, check):
        """A code that is not made with our key is none."""
        tamper(f"UPDATE audit_entries SET object_id = 'x', mac = '{'a' * 64}' WHERE id = 3")
        assert not check().holds

    def test_tail_cut_and_head_set_back(self, tamper, check):
        """The database agrees with itself; the file outside does not."""
        tamper(
            "DELETE FROM audit_entries WHERE id > 3",
            "UPDATE audit_head SET number = 3, mac = (SELECT mac FROM audit_entries WHERE id = 3)",
        )
        report = check()
        assert [(found.fault, found.number) for found in report.findings] == [(Fault.CUT, 3)]
        assert "knows entry 5" in report.findings[0].words

    def test_tail_cut_and_the_log_goes_on(self, tamper, check, database):
        """What is written in the place of what was cut off is another entry than the file knows."""
        tamper(
            "DELETE FROM audit_entries WHERE id > 3",
            "UPDATE audit_head SET number = 3, mac = (SELECT mac FROM audit_entries WHERE id = 3)",
        )
        for number in range(4):
            add(database, f"again-{number}")
        assert Fault.HEAD_FILE in {found.fault for found in check().findings}

    def test_everything_wiped(self, tamper, check, settings):
        """Entries, head and anchor, as if there had never been a log; a start heals nothing."""
        tamper(*(f"DELETE FROM {table}" for table in ("audit_entries", "audit_head")))
        assert not check().holds
        service.start(open_database(settings))
        assert not check().holds

    def test_invented_purge(self, tamper, check):
        """Entries are taken away under a mark that the key did not make."""
        tamper(
            "INSERT INTO audit_anchor (id, through, chain_mac, at, key_id, mac) SELECT 1, 3, mac, "
            "at, key_id, mac FROM audit_entries WHERE id = 3",
            "DELETE FROM audit_entries WHERE id <= 3",
        )
        assert (Fault.ANCHOR, 3) in [(found.fault, found.number) for found in check().findings]

    def test_many_findings_are_counted(self, tamper, check):
        """The first are shown, the rest counted."""
        tamper(*(f"{PUT_IN} {n}, {COLUMNS} FROM audit_entries WHERE id = 5" for n in range(6, 36)))
        report = check()
        assert report.found == 30 and len(report.findings) == 20


class TestHeadFile:
    """What somebody has done with the file."""

    def test_gone(self, check, settings, database, time_passes):
        """A minute later it is missed, and a new one that begins in the middle is no better."""
        settings.audit_heads.unlink()
        time_passes(minutes=5)
        database_goes_on(database, settings)
        assert "begins at entry 6" in check().findings[0].words

    def test_gone_and_begun_anew_by_command(self, check, settings, database, time_passes):
        """That it was, is an entry of the log."""
        settings.audit_heads.unlink()
        time_passes(minutes=5)
        with database.writing() as session:
            service.begin_head_file(session)
        assert check().holds

    def test_cut(self, check, settings, lines, database, time_passes):
        """What is missing is more than a crash leaves."""
        kept = "".join(f"{line}\n" for line in lines()[:2])
        time_passes(minutes=5)
        add(database, "later")
        settings.audit_heads.write_text(kept)
        assert "more than a crash leaves" in check().findings[0].words

    def test_a_line_of_another_hand(self, check, settings):
        """A line that is not one of ours is said so."""
        with settings.audit_heads.open("a") as file:
            file.write("hello\n")
        assert "not one of ours" in check().findings[0].words

    def test_lines_go_forward(self, check, settings, lines):
        """An old line at the end is a finding, and cannot hide the newer ones."""
        with settings.audit_heads.open("a") as file:
            file.write(f"{lines()[1]}\n")
        assert not check().holds


def database_goes_on(database, settings):
    """One more entry, and a line in the file."""
    add(database, "later")
    assert settings.audit_heads.exists()


class TestKeys:
    """Rotation."""

    def test_the_former_key_still_checks(self, settings, check):
        """Entries of both keys hold, each by its own."""
        newer = settings.model_copy(
            update={"audit_key": SecretStr(NEXT_KEY), "audit_former_keys": SecretStr(KEY)}
        )
        add(open_database(newer), "later")
        report = check(newer)
        assert report.holds and sorted(report.keys.values()) == [1, 5]

    def test_without_the_former_key(self, settings, check):
        """What it sealed cannot be vouched for."""
        newer = settings.model_copy(update={"audit_key": SecretStr(NEXT_KEY)})
        add(open_database(newer), "later")
        assert not check(newer).holds

    def test_the_former_key_makes_no_new_entries(self, settings, check, database):
        """Whoever has found an old key can add nothing with it."""
        newer = settings.model_copy(
            update={"audit_key": SecretStr(NEXT_KEY), "audit_former_keys": SecretStr(KEY)}
        )
        add(open_database(newer), "later")
        add(database, "with the old key")
        assert [found.fault for found in check(newer).findings] == [Fault.OLD_KEY]
