"""Alembic's environment: the models' metadata against the configured database."""

from alembic import context
from sqlalchemy import create_engine

from api.models import metadata

config = context.config


def run() -> None:
    """Run the migrations in one transaction over a connection of their own."""
    url = config.get_main_option("sqlalchemy.url")
    assert url is not None
    with create_engine(url).connect() as connection:
        # batch mode: SQLite alters a table by making it anew
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
