"""The commands of `python -m launch`."""

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from launch import backup, locks, restore, running, training
from launch.errors import AlreadyRunning, LaunchError
from launch.settings import Settings
from launch.setup import set_up


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code, having printed what went wrong in plain words."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = Settings.read(os.environ)
        _run(chosen, settings)
    except LaunchError as error:
        print(f"\n{error}", flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 130
    return 0


def _run(chosen: argparse.Namespace, settings: Settings) -> None:
    match chosen.command:
        case "setup":
            _say(f"Set up: {set_up(settings, _say, only=chosen.step)}")
        case "up":
            running.up(settings)
        case "run":
            running.run(settings)
        case "check-bot":
            training.check_data(settings, _say)
            _say("rasa data validate: no fault, no warning")
        case "backup":
            _say(f"Backup: {backup.back_up(settings, settings.var / 'backups')}")
        case "restore":
            aside = restore.restore(settings, chosen.file)
            _say(f"Restored. The database that was there is kept in {aside}" if aside
                 else "Restored.")  # fmt: skip
        case "clean":
            clean(settings, sure=chosen.yes)


def clean(settings: Settings, *, sure: bool) -> None:
    """Delete all of `var`, the database too, after asking; never while the assistant runs."""
    if (pid := locks.holder(settings.run_lock)) is not None:
        raise AlreadyRunning("Prevention Assistant", pid)
    question = f"Delete {settings.var} with its database, logs and backups? Type yes: "
    if not sure and input(question).strip() != "yes":
        _say("Nothing was deleted.")
        return
    shutil.rmtree(settings.var)
    _say(f"Deleted {settings.var}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    setting_up = commands.add_parser("setup", help="build what is missing or out of date")
    setting_up.add_argument("step", nargs="*", help="only these steps, by name (default: all)")
    commands.add_parser("up", help="set up, then run")
    commands.add_parser("run", help="run what is set up")
    commands.add_parser("check-bot", help="let Rasa check its data; a warning fails")
    commands.add_parser("backup", help="back the database up into var/backups")
    restoring = commands.add_parser("restore", help="put a backup back")
    restoring.add_argument("file", type=Path)
    cleaning = commands.add_parser("clean", help="delete var/ after asking")
    cleaning.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _say(line: str) -> None:
    print(line, flush=True)
