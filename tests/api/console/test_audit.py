"""The audit log for administrators: found by who, what and when, checked, taken away."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from api.audit import service
from api.db import utc_now
from tests.api.portal.test_requests import send
from tests.api.portal.visitor import Visitor, text_of
from tests.api.whole_app import bearer_of

LOG = "/v1/audit"


@pytest.fixture
def robin(visit) -> Visitor:
    """The demo administrator."""
    return visit("admin")


@pytest.fixture
def admin(settings):
    """Headers of the demo administrator."""
    return bearer_of(settings, "admin")


@pytest.fixture
def read_ticket(alex: Visitor, jo: Visitor) -> str:
    """A ticket of Alex's that Jo has read."""
    ref = send(alex, "who reads this question")
    assert jo.get(f"/console/tickets/{ref}").status_code == 200
    return ref


@pytest.fixture
def changed(app, read_ticket):
    """Somebody with the database file has changed who read the ticket."""
    with app.state.database.writing() as session:
        session.execute(text("DROP TRIGGER audit_entries_no_update"))
        session.execute(
            text("UPDATE audit_entries SET actor_id = 'x' WHERE action = 'ticket_read'")
        )


class TestPage:
    """/console/audit."""

    def test_who_did_what(self, robin: Visitor, read_ticket: str):
        """By name, with a way to the ticket."""
        page = robin.get("/console/audit")
        assert f'href="/console/tickets/{read_ticket}"' in page.text
        words = text_of(page)
        assert "Ticket read" in words and "Jo Reyes (demo Hub curator) (curator)" in words

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"person": "reyes"}, True),
            ({"person": "Alex"}, False),
            ({"person": "nobody at all"}, False),
            ({"action": "ticket_read"}, True),
            ({"action": "ticket_close"}, False),
            ({"since": f"{utc_now() - timedelta(days=2):%Y-%m-%d}"}, True),
            ({"since": f"{utc_now() + timedelta(days=2):%Y-%m-%d}"}, False),
            ({"until": f"{utc_now() - timedelta(days=2):%Y-%m-%d}"}, False),
            ({"until": "9999-12-31"}, True),
        ],
    )
    def test_narrows(self, robin: Visitor, read_ticket: str, query, found):
        """By a part of a name, by what was done, and by day."""
        assert ("by Jo Reyes" in text_of(robin.get("/console/audit", **query))) is found

    def test_by_reference(self, robin: Visitor, read_ticket: str):
        """A whole one."""
        assert "Ticket read" in text_of(robin.get("/console/audit", object_id=read_ticket))
        assert "No entry is like that." in text_of(robin.get("/console/audit", object_id="PF"))

    def test_a_date_that_is_none(self, robin: Visitor):
        """Is said, and what was typed stays."""
        page = robin.get("/console/audit", since="<yesterday>")
        assert page.status_code == 422
        assert "Write a date as" in text_of(page) and "&lt;yesterday&gt;" in page.text

    def test_pages(self, app, robin: Visitor):
        """50 a page, with what was chosen."""
        with app.state.database.writing() as session:
            for number in range(51):
                service.record(
                    session, actor_id="a&b", action="x", object_kind="o", object_id=f"<{number}>"
                )
        page = robin.get("/console/audit", action="x")
        following = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "action=x" in following
        words = text_of(robin.get(following))
        assert "o <0>" in words and "o <1>" not in words and "Back to the newest" in words

    def test_check_says_that_it_holds(self, robin: Visitor, read_ticket: str):
        """And that it was checked is an entry."""
        words = text_of(robin.send("/console/audit/verify"))
        assert "The audit log holds" in words and "Audit verified" in words

    def test_check_finds_a_change(self, robin: Visitor, changed):
        """In words."""
        words = text_of(robin.send("/console/audit/verify"))
        assert "does NOT hold: 1 thing is wrong" in words
        assert "is not what was written" in words

    def test_download(self, robin: Visitor, read_ticket: str):
        """As a file; that it was taken away is an entry."""
        sent = robin.send("/console/audit/export?as=csv")
        assert "attachment" in sent.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(sent.text, newline="")))
        assert read_ticket in {row["object_id"] for row in rows}
        assert "Audit exported" in text_of(robin.get("/console/audit"))

    def test_is_nobody_elses(self, alex: Visitor, jo: Visitor, visit):
        """403 for a lead too; sign in first."""
        for visitor in (alex, jo, visit("lead")):
            assert visitor.get("/console/audit").status_code == 403
            for act in ("verify", "export"):
                assert visitor.send(f"/console/audit/{act}").status_code == 403
        assert visit().get("/console/audit").status_code == 303


class TestRoutes:
    """/v1/audit."""

    def test_entries(self, client, admin, read_ticket: str):
        """The newest first, a page at a time."""
        first = client.get(LOG, params={"limit": 1}, headers=admin).json()
        second = client.get(LOG, params={"limit": 1, "before": first["next"]}, headers=admin).json()
        assert second["items"][0]["number"] == first["items"][0]["number"] - 1
        params = {"person": "curator", "action": "ticket_read"}
        found = client.get(LOG, params=params, headers=admin).json()["items"]
        assert [(row["action"], row["actor"]) for row in found] == [("ticket_read", "curator")]

    def test_between_two_moments(self, client, admin, read_ticket: str):
        """The second is not included; one without a zone is refused."""
        now = utc_now().isoformat()
        assert client.get(LOG, params={"since": now}, headers=admin).json()["items"] == []
        assert client.get(LOG, params={"until": now}, headers=admin).json()["items"]
        params = {"since": "2026-01-01T00:00:00"}
        assert client.get(LOG, params=params, headers=admin).status_code == 422

    def test_person_is_no_pattern(self, client, admin, read_ticket: str):
        """A sign that databases take for any is a sign."""
        assert client.get(LOG, params={"person": "%"}, headers=admin).json()["items"] == []

    def test_the_assistant_itself(self, client, admin):
        """Is called system."""
        found = client.get(LOG, params={"person": "System"}, headers=admin).json()["items"]
        assert found and {row["actor_id"] for row in found} == {"system"}

    def test_verify(self, client, admin, changed):
        """What is wrong, with its number."""
        answer = client.post(f"{LOG}/verify", headers=admin).json()
        assert answer["holds"] is False and answer["found"] == 1
        assert answer["findings"][0]["fault"] == "changed"

    def test_export(self, client, admin, read_ticket: str):
        """Every entry, the oldest first, the export itself the last."""
        lines = client.get(f"{LOG}/export", headers=admin).text.splitlines()
        rows = [json.loads(line) for line in lines]
        assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
        assert rows[-1]["action"] == "audit_exported" and rows[-1]["actor"] == "admin"

    @pytest.mark.parametrize("role", ["officer", "curator", "lead"])
    def test_is_nobody_elses(self, client, settings, role):
        """403, whatever is asked."""
        headers = bearer_of(settings, role)
        assert client.get(LOG, headers=headers).status_code == 403
        assert client.post(f"{LOG}/verify", headers=headers).status_code == 403
        assert client.get(f"{LOG}/export", headers=headers).status_code == 403
