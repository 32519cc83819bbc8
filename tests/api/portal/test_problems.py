"""Refusals as pages, in plain words."""

import pytest
from starlette.requests import Request

from api.errors import Problem
from api.portal.problems import render_problem, wants_page
from tests.api.portal.visitor import Visitor, text_of


def request_of(path: str, accept: str = "text/html") -> Request:
    """Return a request for a path."""
    headers = [(b"accept", accept.encode())]
    return Request({"type": "http", "method": "GET", "path": path, "headers": headers})


class TestWantsPage:
    """A person gets a page, a program a problem document."""

    @pytest.mark.parametrize(
        ("path", "accept", "page"),
        [
            ("/requests/x", "text/html,*/*", True),
            ("/console", "text/html", True),
            ("/v1/tickets", "text/html", False),
            ("/portal/messages", "text/html, application/problem+json", False),
            ("/requests", "application/json", False),
            ("/requests", "", False),
        ],
    )
    def test_by_path_and_accept(self, path: str, accept: str, page: bool):
        """Scripts of our own pages count as programs."""
        assert wants_page(request_of(path, accept)) is page


class TestRenderProblem:
    """Every status has its words."""

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 418, 422, 429, 500, 503])
    def test_status_words_and_headers(self, status: int):
        """Also one that nobody thought of; the detail is escaped."""
        problem = Problem(status, "code", "Because <b>so</b>.", headers={"Retry-After": "7"})
        page = render_problem(request_of("/requests"), problem)
        assert page.status_code == status
        assert page.headers["retry-after"] == "7"
        assert "Because &lt;b&gt;so&lt;/b&gt;." in bytes(page.body).decode()

    def test_an_unknown_address_is_a_page(self, alex: Visitor):
        """404 in words."""
        page = alex.get("/nowhere/at/all")
        assert page.status_code == 404
        assert "Page not found" in text_of(page)

    def test_too_many_messages_is_a_page_that_says_when(self, limited_client):
        """429 with the seconds to wait."""
        visitor = Visitor(limited_client.app, "officer")
        for number in range(3):
            visitor.send("/conversations/new/messages", text=f"hello {number}")
        page = visitor.send("/conversations/new/messages", text="one too many")
        assert page.status_code == 429
        assert int(page.headers["retry-after"]) >= 1
        assert "try again" in text_of(page)
