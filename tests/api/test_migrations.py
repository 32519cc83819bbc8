"""The migrations make exactly the schema that the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from api.cli import migrate
from api.db import Database
from api.models import metadata


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
