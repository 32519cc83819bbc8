"""A rasa of our own on loopback: real HTTP, scripted replies."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.api.whole_app import (  # noqa: F401
    app,
    client,
    curator,
    curator_b,
    known_question,
    limited_client,
    live_server,
    migrated,
    officer,
    officer_b,
    searcher,
    service_token,
    settings,
)

Script = Callable[[dict[str, Any]], list[dict[str, Any]]]


class FakeRasa:
    """Answers each message by `script`; keeps what it was sent. `down` refuses every call."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.received: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.script: Script = lambda body: [{"text": "hello"}]
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.received.append(body)
                raw = json.dumps(outer.script(body)).encode()
                self.send_response(outer.status)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def do_DELETE(self) -> None:
                outer.forgotten.append(self.path.removeprefix("/webhooks/loopback/trackers"))
                raw = b'{"forgotten": 3}'
                self.send_response(outer.status)
                self.send_header("content-length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def do_GET(self) -> None:
                self.send_response(outer.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop listening: from now on rasa is unreachable."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    """A scripted rasa that is up."""
    fake = FakeRasa()
    yield fake
    fake.stop()


@pytest.fixture
def rasa_url(rasa: FakeRasa) -> str:
    """This package's apps talk to the scripted rasa."""
    return rasa.url
