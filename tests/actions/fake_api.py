"""A small API on loopback, with the answers of the contract, that can be slow, down or refuse."""

import json
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.actions.engine import Engine

TOKEN = "a-token-made-for-these-tests"


@dataclass
class Call:
    """One request that was received."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


@dataclass
class FakeApi(AbstractContextManager["FakeApi"]):
    """Keeps one conversation.

    `refuse` is (status, code) for calls whose path holds `only`; `delay_s` slows the same calls.
    `delay_s` with `refuse` None does the work late, as a slow API does. Forms and plans are filled
    by the API's real engine.
    """

    ratings: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    published: set[str] = field(default_factory=lambda: {"off-road-bikes", "shop-theft"})
    found: dict[str, Any] = field(default_factory=lambda: search_answer("unanswered", 0))
    something_served: bool = True
    noted: str = "new"
    refuse: tuple[int, str] | None = None
    delay_s: float = 0.0
    only: str = "/"

    @cached_property
    def worksheets(self) -> Engine:
        """The engine of forms and plans, made when it is first needed."""
        return Engine()

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening: whoever calls now is refused the connection."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def paths(self) -> list[str]:
        """Return "METHOD /path" of each call, turn ids replaced by "-"."""
        return [f"{c.method} {'/'.join(_plain(p) for p in c.path.split('/'))}" for c in self.calls]

    def answer(self, call: Call) -> tuple[int, Any]:
        """Return status and body for the call, and do what it asks."""
        self.calls.append(call)
        troubled = self.only in call.path
        if troubled and self.refuse:
            status, code = self.refuse
            return status, {"status": status, "code": code, "title": "Refused", "detail": "No."}
        if troubled:
            time.sleep(self.delay_s)
        return self._do(call)

    def _do(self, call: Call) -> tuple[int, Any]:
        match call.method, call.path.split("/")[2], call.path.split("/")[3:]:
            case "POST", "search", []:
                return 200, self.found
            case "DELETE", "turns", [_, "context"]:
                self.worksheets.clear()
                return 204, None
            case "POST", "turns", [turn_id, "worksheet"]:
                return self.worksheets.move(turn_id, call.body)
            case "POST", "turns", [_, "feedback"]:
                if not self.something_served:
                    return 404, {
                        "status": 404,
                        "code": "nothing_to_rate",
                        "title": "",
                        "detail": "",
                    }
                self.ratings.append(call.body["verdict"])
                return 200, {"noted": self.noted, "slug": call.body.get("slug", "shop-theft")}
            case "GET", "tickets", []:
                return 200, {"items": self.worksheets.tickets, "next": None}
            case "GET", "articles", [slug] if slug in self.published:
                return 200, article_answer(slug)
        return 404, {"status": 404, "code": "not_found", "title": "Not Found", "detail": "No."}


def search_answer(outcome: str, served: int, slugs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what POST /v1/search answers, with a full ranking of three."""
    ranking = (*slugs, "a", "b", "c")[:3]
    hits = [
        {
            "slug": slug,
            "title": slug,
            "section": "What to do",
            "excerpt": "Do this.",
            "score": 1.0,
            "evidence": {"grade": "promising", "reason": "Two studies [1]."},
            "review_date": "2027-05-31",
        }
        for slug in ranking
    ]
    return {
        "outcome": outcome,
        "confidence": 0.9 if outcome == "answered" else 0.2,
        "served": served,
        "hits": hits,
        "timings_ms": {"total": 3.0},
        "index_version": "test",
    }


def article_answer(slug: str) -> dict[str, Any]:
    """Return the part of a published article that the actions read."""
    return {"slug": slug, "title": slug}


def _handler(api: FakeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, answer = api.answer(Call(self.command, self.path, body, dict(self.headers)))
            data = b"" if answer is None else json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:  # the caller gave up waiting
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _plain(part: str) -> str:
    return "-" if len(part) == 36 and part.count("-") == 4 else part
