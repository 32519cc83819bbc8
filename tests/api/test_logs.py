"""Logs hold events with ids, never what somebody typed."""

import json

import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from api import errors, logs

SECRET = "my neighbour at number 12 hits his wife"


class TestFailures:
    """An exception's message may quote the officer: it stays out."""

    def test_a_failed_request_names_its_place_and_not_its_words(self, capfd):
        """Type, frames and request id; no message, no values of variables."""
        structlog.reset_defaults()
        logs.configure("INFO")
        app = FastAPI()
        errors.install(app)
        logs.install(app)

        @app.get("/broken")
        def broken() -> None:
            TypeAdapter(int).validate_python(SECRET)

        with TestClient(app, raise_server_exceptions=False) as client:
            answer = client.get("/broken")
        written = capfd.readouterr()
        lines = [json.loads(line) for line in written.out.splitlines() if line.startswith("{")]
        failed = next(line for line in lines if line["event"] == "request_failed")
        assert answer.status_code == 500
        assert SECRET not in answer.text + written.out + written.err
        assert "ValidationError" in failed["raised"]
        assert any("broken" in frame for frame in failed["frames"])
        assert failed["request_id"] == answer.json()["request_id"]

    def test_a_request_is_logged_by_its_route(self, capfd):
        """Not by its path or query, which may hold words."""
        structlog.reset_defaults()
        logs.configure("INFO")
        app = FastAPI()
        logs.install(app)
        app.get("/things/{name}")(lambda name: name)
        with TestClient(app) as client:
            client.get(f"/things/{SECRET}?q={SECRET}")
        out = capfd.readouterr().out
        assert "neighbour" not in out
        assert '"route": "/things/{name}"' in out
