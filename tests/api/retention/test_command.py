"""`python -m api purge`, and what migrating does after a restore."""

import json

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from api import cli
from api.conversations import service as conversations
from api.conversations.models import Conversation
from api.db import Database
from api.identity.models import User
from api.settings import Mode

runner = CliRunner()


@pytest.fixture
def settings_of_process(settings, monkeypatch, time_passes):
    """The commands use this test's settings, and move the clock no longer than it lasts."""
    monkeypatch.setattr(cli, "get_settings", lambda: settings)
    return settings


@pytest.fixture
def conversation_id(settings_of_process):
    """A conversation of today."""
    with Database(settings_of_process.database).writing() as session:
        user_id = session.scalar(select(User.id))
        return conversations.start_conversation(session, user_id).id


def left(settings):
    """Return how many conversations there are."""
    with Database(settings.database).reading() as session:
        return session.scalar(select(func.count()).select_from(Conversation))


class TestPurge:
    """`purge`."""

    def test_prints_its_receipts(self, settings_of_process, conversation_id):
        """Class by class, with how many and from when."""
        done = runner.invoke(cli.app, ["purge"])
        assert done.exit_code == 0, done.output
        assert "conversation         0  nothing was due" in done.output
        done = runner.invoke(cli.app, ["purge", "--days-ahead", "91"])
        assert "conversation         1  from " in done.output
        assert left(settings_of_process) == 0

    def test_clock_is_moved_in_local_mode_only(self, settings, monkeypatch, conversation_id):
        """Elsewhere it would delete what is not due."""
        force = settings.model_copy(update={"mode": Mode.FORCE})
        monkeypatch.setattr(cli, "get_settings", lambda: force)
        done = runner.invoke(cli.app, ["purge", "--days-ahead", "91"])
        assert done.exit_code == 2
        assert left(settings) == 1


class TestAfterRestore:
    """`migrate-and-seed` where a restore has left a note."""

    def test_deletes_again_what_the_backup_brought_back(self, settings_of_process, conversation_id):
        """Once; what is not there any more is passed over."""
        file = settings_of_process.var_dir / "db" / cli.DELETE_AGAIN
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps([conversation_id, "gone-anyway"]))
        done = runner.invoke(cli.app, ["migrate-and-seed"])
        assert done.exit_code == 0, done.output
        assert "1 deleted again" in done.output
        assert left(settings_of_process) == 0
        assert not file.exists()
        assert "deleted again" not in runner.invoke(cli.app, ["migrate-and-seed"]).output
