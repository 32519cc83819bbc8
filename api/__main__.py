"""Run the api's command line: `python -m api --help`."""

from api.cli import app

app()
