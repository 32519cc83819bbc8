"""`make eval-intents`: what the dialogue model makes of labelled messages, in Rasa's environment.

    .venv/bin/python -m measure.intents [--set SET.jsonl]
    .venv/bin/python -m measure.intents --public FOLDER

The first scores the trained model on a file, by default on our own held-out messages. The second
cross-validates the pipeline of config.yml beside Rasa's default one on every file of a folder.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from launch.commands import environment
from launch.errors import LaunchError
from launch.settings import ROOT, Settings
from launch.training import RASA_VARIABLES, trusted_model

HELD_OUT = ROOT / "tests" / "bot" / "nlu_held_out.jsonl"


def main(
    labelled: Annotated[Path, typer.Option("--set", help='rows of {"text", "intent"}')] = HELD_OUT,
    public: Annotated[
        Path | None, typer.Option(help='a folder of files with rows of {"text", "label"}')
    ] = None,
) -> None:
    """Run the evaluation, and end as it ended."""
    settings = Settings.read(os.environ)
    try:
        words = (
            ["bot.intent_scores", str(trusted_model(settings)), str(labelled)]
            if public is None
            else ["bot.comparison", str(public)]
        )
    except LaunchError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(run(settings, words))


def run(settings: Settings, words: list[str]) -> int:
    """Run a module in Rasa's environment, from where we are, and return how it ended."""
    variables = RASA_VARIABLES | settings.variables()
    variables |= {"PYTHONPATH": str(settings.root), "PYTHONWARNINGS": "ignore"}
    command = [str(settings.bot_python), "-m", *words]
    return subprocess.run(command, env=environment(variables), check=False).returncode


if __name__ == "__main__":
    typer.run(main)
