"""`python -m api audit …`: is the log as it was written, and the log as a file."""

from pathlib import Path
from typing import Annotated

import typer

from api.audit.exporting import Form, export
from api.audit.head_file import HeadFile
from api.audit.keys import Keyring
from api.audit.report import Report
from api.audit.sealing import open_database
from api.audit.service import SYSTEM, begin_head_file, record
from api.audit.verifying import verify
from api.identity import repository as identity
from api.settings import Settings, get_settings

RESTORED = "restored"  # written by launch/restore.py
app = typer.Typer(no_args_is_help=True, help="Check and export the audit log.")


@app.command("verify")
def verify_log(
    head_file: Annotated[
        Path | None, typer.Option(help="another copy of the head file, kept elsewhere")
    ] = None,
) -> None:
    """Say whether the audit log is as it was written; exit status 1 if it is not."""
    report = check(get_settings(), head_file)
    typer.echo(report.sentence)
    for finding in report.findings:
        typer.echo(f"  {finding.words}")
    if report.found > len(report.findings):
        typer.echo(f"  … and {report.found - len(report.findings)} more")
    if report.unsaid:
        typer.echo(f"  The head file has still to say {report.unsaid} of the last entries.")
    if not report.holds:
        raise typer.Exit(1)


def check(settings: Settings, head_file: Path | None = None) -> Report:
    """Return what verifying the settings' database finds."""
    heads = HeadFile(head_file or settings.audit_heads)
    with open_database(settings).reading() as session:
        return verify(session, Keyring.of(settings), heads)


def note_restored(settings: Settings) -> None:
    """After a restore: say whether the log that came back holds, and in it that it came back."""
    mark = settings.var_dir / "db" / RESTORED
    if not mark.exists():
        return
    report = check(settings)
    typer.echo(report.sentence)
    with open_database(settings).writing() as session:
        record(
            session,
            actor_id=SYSTEM,
            action="database_restored",
            object_kind="audit",
            object_id=str(report.last),
        )
    mark.unlink()


@app.command("export")
def export_log(form: Annotated[Form, typer.Option("--as")] = Form.JSONL) -> None:
    """Print the whole log, the oldest entry first."""
    with open_database(get_settings()).reading() as session:
        names = identity.usernames(session)
        for line in export(session, form, names):
            typer.echo(line, nl=False)


@app.command("begin-head-file")
def begin_heads() -> None:
    """After the head file was lost: begin a new one, and have the log say that it begins here."""
    settings = get_settings()
    if settings.audit_heads.exists():
        typer.echo(f"There is a head file: {settings.audit_heads}. Move it away first.", err=True)
        raise typer.Exit(2)
    with open_database(settings).writing() as session:
        begin_head_file(session)
    typer.echo(f"A new head file begins: {settings.audit_heads}")
