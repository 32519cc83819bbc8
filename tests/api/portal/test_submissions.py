"""The Portal's form on one page: five questions, nothing stored before it is saved."""

import re

import pytest

from tests.api.portal.visitor import Visitor, text_of
from tests.api.portal.writing import IDEA

NEW = "/submissions/new"
ANSWERED = {f"answer-{key}": text for key, text in IDEA.items() if text}


def hidden(visitor: Visitor, kind: str = "idea") -> dict[str, str]:
    """Return what the form carries besides its boxes."""
    page = visitor.get(NEW, kind=kind).text
    return dict(re.findall(r'type="hidden" name="(kind|nonce|base-\w+)" value="([\w-]+)"', page))


class TestNew:
    """GET and POST /submissions/new."""

    @pytest.mark.parametrize("kind", ["idea", "operational_issue", "organisational_inefficiency"])
    def test_five_questions(self, alex: Visitor, kind: str):
        """The same for each of the three; opening the page stores nothing."""
        page = alex.get(NEW, kind=kind)
        assert page.text.count("<textarea") == 5
        assert alex.client.get("/v1/worksheets").json()["items"] == []

    @pytest.mark.parametrize("kind", ["", "plan", "guidance_request", "x"])
    def test_another_kind_is_chosen_first(self, alex: Visitor, kind: str):
        """Where the three are listed."""
        assert alex.get(NEW, kind=kind).headers["location"] == "/worksheets#hand-in"
        assert alex.send(NEW, kind=kind).headers["location"] == "/worksheets#hand-in"

    def test_saved_once_however_often_it_is_clicked(self, alex: Visitor):
        """Then it is a worksheet like any other."""
        form = hidden(alex)
        first = alex.send(NEW, action="review", **form, **ANSWERED)
        again = alex.send(NEW, action="review", **form, **ANSWERED)
        assert first.headers["location"] == again.headers["location"]
        assert first.headers["location"].endswith("/review")
        assert len(alex.client.get("/v1/worksheets").json()["items"]) == 1
        page = alex.follow(first.headers["location"].replace("/review", "/send"))
        assert "Your reference is PF-" in text_of(page)
        ticket = alex.client.get("/v1/tickets").json()["items"][0]
        assert (ticket["kind"], ticket["question"]) == ("idea", IDEA["happening"])

    def test_sent_and_clicked_again_it_is_shown_as_sent(self, alex: Visitor):
        """The browser's Back leads to no second request."""
        form = hidden(alex)
        done = alex.send(NEW, action="review", **form, **ANSWERED)
        sheet = done.headers["location"].removesuffix("/review")
        alex.send(f"{sheet}/send")
        assert alex.send(NEW, action="review", **form, **ANSWERED).headers["location"] == sheet

    @pytest.mark.parametrize(
        ("fields", "status", "words"),
        [
            ({}, 422, "Write what is happening first."),
            ({"answer-happening": "  "}, 422, "Write what is happening first."),
            ({"answer-happening": "x" * 2001}, 422, "keep it under 2,000"),
            ({"answer-happening": "He is stabbing someone right now"}, 422, "call 999"),
        ],
    )
    def test_what_is_refused_stays_and_nothing_is_stored(
        self, alex: Visitor, fields: dict[str, str], status: int, words: str
    ):
        """With what was typed, and once more the same form."""
        page = alex.send(NEW, action="save", **hidden(alex), **fields)
        assert page.status_code == status and words in text_of(page)
        assert all(text.strip() in page.text for text in fields.values())
        assert 'action="/submissions/new"' in page.text
        assert alex.client.get("/v1/worksheets").json()["items"] == []

    def test_what_is_needed_is_named_on_review(self, alex: Visitor):
        """What was written is kept, on the page of the worksheet."""
        page = alex.send(NEW, action="review", **hidden(alex), **{"answer-happening": "Thefts"})
        assert page.status_code == 422 and "There is a problem" in text_of(page)
        assert 'action="/worksheets/' in page.text
        assert len(alex.client.get("/v1/worksheets").json()["items"]) == 1

    def test_anonymous_and_forged(self, visit, alex: Visitor):
        """Sign in first; and only from our own page."""
        assert visit().get(f"{NEW}?kind=idea").status_code == 303
        assert alex.client.post(NEW, data={"kind": "idea"}).status_code == 403
