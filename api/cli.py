"""The api's commands: serve, migrate-and-seed, token, audit, export-articles, purge, openapi."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from alembic import command
from alembic.config import Config

from api import audit_commands
from api.articles import service as articles
from api.articles.golden.seeding import seed_golden
from api.audit.sealing import open_database
from api.audit.service import start as start_audit
from api.db import Database, clock
from api.errors import Problem
from api.identity import service as identity
from api.identity.roles import Role
from api.retention.deletion import delete_again
from api.retention.models import PurgeReceipt
from api.retention.purging import purge
from api.retention.repository import receipts_of
from api.settings import ROOT, Mode, Settings, get_settings
from knowledge import load_articles, load_golden

DELETE_AGAIN = "delete-again.json"  # written by launch/restore.py
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(audit_commands.app, name="audit")


def migrate(database_url: str) -> None:
    """Bring the database to the newest schema; nothing happens when it is there."""
    Database(database_url).engine.dispose()  # makes a SQLite file's folder
    config = Config()
    config.set_main_option("script_location", str(ROOT / "api" / "migrations"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    command.upgrade(config, "head")


@app.command("migrate-and-seed")
def migrate_and_seed() -> None:
    """Bring the database to the newest schema and seed articles and, in local mode, users."""
    settings = get_settings()
    migrate(settings.database)
    release = load_articles(settings.articles_dir)
    database = open_database(settings)
    start_audit(database)
    with database.writing() as session:
        if settings.mode is Mode.LOCAL:
            identity.seed_demo_users(session)
        report = articles.seed(session, release)
        new_golden = seed_golden(session, load_golden())
    _delete_again(settings)
    audit_commands.note_restored(settings)
    typer.echo(
        f"articles: {report.added} added, {report.updated} updated, "
        f"{report.drafted} left as drafts beside a curator's edit, {report.unchanged} unchanged; "
        f"golden questions: {new_golden} added"
    )


def _delete_again(settings: Settings) -> None:
    """After a restore: delete what was deleted between the backup and the restore."""
    file = settings.var_dir / "db" / DELETE_AGAIN
    if not file.exists():
        return
    database = open_database(settings)
    with database.writing() as session:
        count = delete_again(session, json.loads(file.read_text()))
    database.empty_log()
    file.unlink()
    typer.echo(f"conversations: {count} deleted again that the backup had brought back")


@app.command()
def serve() -> None:
    """Serve the api until stopped."""
    settings = get_settings()
    uvicorn.run(
        "api.main:create_app",
        factory=True,
        host=settings.api_host,
        port=settings.api_port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,  # open event streams do not hold up a stop
    )


@app.command()
def token(
    role: Annotated[str, typer.Option(help="officer, curator, lead or admin")] = "officer",
    who: Annotated[str, typer.Option(help="b for the second demo user of that role")] = "",
) -> None:
    """Print a bearer token of a demo user, alone on its line. Local mode only."""
    settings = get_settings()
    if settings.mode is not Mode.LOCAL:
        _refuse("tokens of demo users exist in local mode only")
    if role not in [item.value for item in Role if item is not Role.SERVICE]:
        _refuse(f"ROLE={role}: accepted are officer, curator, lead and admin")
    username = f"{role}-{who.lower()}" if who and who.lower() != "a" else role
    try:
        with open_database(settings).writing() as session:
            issued = identity.issue_token(session, username)
    except Problem as problem:
        _refuse(problem.detail)
    typer.echo(issued)


@app.command("export-articles")
def export_articles(folder: Annotated[Path, typer.Option()] = ROOT / "knowledge/articles") -> None:
    """Write the database's published articles as files, the form they are released in."""
    with Database(get_settings().database).reading() as session:
        typer.echo(f"{articles.export(session, folder)} articles written to {folder}")


@app.command("purge")
def purge_now(
    days_ahead: Annotated[
        int, typer.Option(min=0, help="as if it were so many days later; local mode only")
    ] = 0,
) -> None:
    """Delete what has been kept as long as its record class says, and print the receipts."""
    settings = get_settings()
    if days_ahead and settings.mode is not Mode.LOCAL:
        _refuse("the clock can be moved in local mode only")
    clock.ahead = timedelta(days=days_ahead)
    database = open_database(settings)
    run_id = purge(database, settings)
    with database.reading() as session:
        for receipt in reversed(receipts_of(session, run_id)):
            typer.echo(f"{receipt.record_class:14} {receipt.count:7,}  {_span(receipt)}")
    typer.echo("dialogue       asked of rasa: its receipt follows when it is done")


def _span(receipt: PurgeReceipt) -> str:
    if receipt.oldest_at is None or receipt.newest_at is None:
        return "nothing was due"
    return f"from {receipt.oldest_at:%Y-%m-%d} to {receipt.newest_at:%Y-%m-%d}"


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document."""
    from api.main import create_app  # the app is needed by this command alone

    json.dump(create_app().openapi(), sys.stdout, indent=1, sort_keys=True)


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
