"""A browser without script: keeps its cookie, sends forms as a page's form would."""

import html
import re

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

ADDRESS = "http://127.0.0.1:8000"
PAGE = {"Accept": "text/html,application/xhtml+xml"}
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')


class Visitor:
    """Somebody at the pages of a running app."""

    def __init__(self, app: FastAPI, username: str | None = None) -> None:
        """Sign in as a demo user, or as nobody."""
        self.client = TestClient(
            app,
            base_url=ADDRESS,
            raise_server_exceptions=False,
            follow_redirects=False,
            headers=PAGE,
        )
        self.token = ""
        if username is not None:
            response = self.client.post("/sign-in", data={"username": username})
            assert response.status_code == 303, response.text
            found = TOKEN.search(self.get("/").text)
            assert found is not None
            self.token = html.unescape(found.group(1))

    def get(self, path: str, **query: str | int) -> httpx.Response:
        """Open a page."""
        return self.client.get(path, params=query or None)

    def send(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form with this session's token; redirects are not followed."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def follow(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form and open the page that it leads to."""
        response = self.send(path, **fields)
        assert response.status_code == 303, response.text
        return self.get(response.headers["location"].partition("#")[0])


def text_of(response: httpx.Response) -> str:
    """Return a page's words: without tags, entities resolved, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())
