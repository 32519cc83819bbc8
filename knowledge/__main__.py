"""Runs the command line of this package."""

from knowledge.cli import app

app(prog_name="python -m knowledge")
