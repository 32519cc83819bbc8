"""The migrations make exactly the schema that the models say."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from api.cli import migrate
from api.db import Database
from api.models import metadata
from api.settings import ROOT


class TestMigrations:
    """From nothing to the newest schema."""

    def test_nothing_is_left_to_migrate(self, tmp_path):
        """A model changed without a migration fails here."""
        url = f"sqlite:///{tmp_path / 'x.db'}"
        migrate(url)
        with Database(url).engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, metadata) == []

    def test_twice_is_once(self, tmp_path):
        """Every start migrates."""
        url = f"sqlite:///{tmp_path / 'x.db'}"
        migrate(url)
        migrate(url)


class TestWhoPeopleAre:
    """Migration 0011: sessions and tokens get ids, and go on working."""

    def test_what_is_there_stays_good(self, tmp_path):
        """Nobody is signed out and no script stopped by a new release."""
        url = f"sqlite:///{tmp_path / 'x.db'}"
        database = Database(url)
        config = Config()
        config.set_main_option("script_location", str(ROOT / "api" / "migrations"))
        config.set_main_option("sqlalchemy.url", url)
        command.upgrade(config, "0010")
        with database.writing() as session:
            session.execute(text("INSERT INTO users VALUES ('u', 'pc', 'PC', 'officer', 0, 1)"))
            for mark in ("a", "b"):
                day, later = "2026-11-23 09:00:00.000000", "2036-11-23 09:00:00.000000"
                session.execute(
                    text("INSERT INTO browser_sessions VALUES (:mark, 'u', 't', :day, :later)"),
                    {"mark": mark, "day": day, "later": later},
                )
                session.execute(
                    text("INSERT INTO api_tokens VALUES (:mark, 'u', :day, :later)"),
                    {"mark": mark, "day": day, "later": later},
                )
        migrate(url)
        with database.reading() as session:
            seen = session.execute(text("SELECT id, created_at = seen_at FROM browser_sessions"))
            rows = seen.all()
            tokens = session.execute(text("SELECT id, scopes FROM api_tokens")).all()
        assert len({row[0] for row in rows}) == 2 and all(row[1] for row in rows)
        assert len({row[0] for row in tokens}) == 2 and {row[1] for row in tokens} == {None}
