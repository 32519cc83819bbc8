"""The sweep: overdue is said once; what nobody works on goes to somebody who does."""

from datetime import timedelta

import pytest

from api.db import clock
from api.staffing.sweep import EVERY_S, sweep
from api.tickets.models import Ticket
from api.timetable import Job, run_once
from tests.api.staffing.test_service import away, give, in_places, sort  # noqa: F401

JOB = Job("sweep", EVERY_S, sweep)


@pytest.fixture
def later():
    """Have it be so many days later; the clock is put right again."""

    def move(days: float) -> None:
        clock.ahead += timedelta(days=days)

    yield move
    clock.ahead = timedelta()


def shown(client, headers, ref):
    """Return a ticket as the Hub sees it."""
    return client.get(f"/v1/tickets/{ref}", headers=headers).json()


class TestOverdue:
    """Marked once, its people told once."""

    def test_assignee_and_lead_are_told_once(
        self, client, database, curator, opened, ids, told, audited, later
    ):
        """However often the sweep runs."""
        ref = opened()
        client.post(f"/v1/tickets/{ref}/start", headers=curator)
        assert run_once(database, JOB) == 0
        later(20)
        assert run_once(database, JOB) == 1
        assert run_once(database, JOB) == 0
        assert told(ids["lead"]) == [("ticket_overdue", ref)]
        assert told(ids["curator"]) == [("ticket_overdue", ref)]
        assert audited(ref).count(("system", "ticket_overdue")) == 1
        page = client.get("/v1/queue?overdue=true", headers=curator).json()
        assert [item["ref"] for item in page["items"]] == [ref]

    def test_due_anew_it_may_be_overdue_anew(
        self, client, database, officer, curator, opened, ids, told, later
    ):
        """Reopened: another deadline, another notice."""
        ref = opened()
        later(10)
        run_once(database, JOB)
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "words"}, headers=curator)
        client.post(f"/v1/tickets/{ref}/reopen", json={}, headers=officer)
        assert not shown(client, curator, ref)["sorting"]["overdue"]
        assert run_once(database, JOB) == 0
        later(10)
        assert run_once(database, JOB) == 1
        assert told(ids["lead"]) == [("ticket_overdue", ref)] * 2

    def test_answered_is_never_overdue(self, client, database, curator, opened, later):
        """Nothing is owed."""
        ref = opened()
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "words"}, headers=curator)
        later(20)
        assert run_once(database, JOB) == 0


class TestAbsent:
    """Tickets of who is away."""

    def test_go_to_the_cover(self, client, database, lead, curator, opened, ids, told, audited):
        """Begun or not; told, and audited as the system's act. A second sweep finds nothing."""
        ref, begun = opened("a"), opened("b")
        give(client, curator, ref, "me")
        client.post(f"/v1/tickets/{begun}/start", headers=curator)
        body = away(ids["curator"], cover_id=ids["curator-b"])
        client.post("/v1/absences", json=body, headers=lead)
        assert run_once(database, JOB) == 2
        assert run_once(database, JOB) == 0
        for each in (ref, begun):
            assert shown(client, lead, each)["sorting"]["assignee_id"] == ids["curator-b"]
            assert ("ticket_assigned", each) in told(ids["curator-b"])
        assert ("system", "ticket_assign") in audited(ref)

    def test_go_to_the_queue_without_a_cover(
        self, client, database, lead, curator, opened, ids, in_places  # noqa: F811
    ):  # fmt: skip
        """To its other people; where it hands nothing out, to nobody."""
        placed, general = opened("a"), opened("b")
        sort(client, curator, placed, queue="places")
        for ref in (placed, general):
            give(client, curator, ref, ids["curator"])
        client.post("/v1/absences", json=away(ids["curator"]), headers=lead)
        assert run_once(database, JOB) == 2
        assert shown(client, lead, placed)["sorting"]["assignee_id"] == ids["curator-b"]
        assert (shown(client, lead, general)["state"]) == "new"

    def test_what_they_take_in_spite_of_it_is_theirs(
        self, client, database, lead, curator, opened, ids
    ):
        """Whoever starts a ticket is at work."""
        ref = opened()
        client.post("/v1/absences", json=away(ids["curator"]), headers=lead)
        client.post(f"/v1/tickets/{ref}/start", headers=curator)
        assert run_once(database, JOB) == 0
        assert shown(client, lead, ref)["state"] == "in_progress"

    def test_over_is_over(self, client, database, lead, curator, opened, ids, later):
        """Back at work."""
        ref = opened()
        client.post("/v1/absences", json=away(ids["curator"]), headers=lead)
        later(1)
        client.post(f"/v1/tickets/{ref}/start", headers=curator)
        assert run_once(database, JOB) == 0


class TestNotStarted:
    """A ticket that somebody has and does not begin."""

    def test_goes_to_another_once_then_to_anybody(
        self, client, database, curator, opened, ids, in_places, later  # noqa: F811
    ):  # fmt: skip
        """Not to and fro between two for ever."""
        ref = opened()
        sort(client, curator, ref, urgency="low", queue="places")
        first = shown(client, curator, ref)["sorting"]["assignee_id"]
        assert run_once(database, JOB) == 0
        later(7)
        assert run_once(database, JOB) == 1
        second = shown(client, curator, ref)["sorting"]["assignee_id"]
        assert {first, second} == {ids["curator"], ids["curator-b"]}
        assert run_once(database, JOB) == 0
        later(7)
        assert run_once(database, JOB) >= 1
        assert shown(client, curator, ref)["state"] == "new"
        assert run_once(database, JOB) == 0

    def test_what_was_begun_stays(self, client, database, curator, opened, later):
        """Overdue is another matter."""
        ref = opened()
        client.post(f"/v1/tickets/{ref}/start", headers=curator)
        later(2)
        assert run_once(database, JOB) == 0
        assert shown(client, curator, ref)["state"] == "in_progress"


class TestWeights:
    """The order of the queue follows the file."""

    def test_is_made_good_by_the_next_sweep(self, client, database, curator, opened):
        """Whatever was stored."""
        ref = opened()
        with database.writing() as session:
            right = session.get_one(Ticket, ref).need
            session.get_one(Ticket, ref).need = 1
        run_once(database, JOB)
        with database.reading() as session:
            assert session.get_one(Ticket, ref).need == right


class TestWithAPartner:
    """A ticket that somebody has handed to a partner."""

    def test_stays_with_who_handed_it_over(
        self, client, database, lead, curator, opened, ids, in_places  # noqa: F811
    ):  # fmt: skip
        """Whoever is away, and whatever its topic becomes: it waits for the partner."""
        ref = opened()
        sort(client, curator, ref, queue="places")
        listed = client.get("/v1/tickets/partners", headers=curator).json()
        handing = {"partner": listed[0]["key"], "text": "Please advise."}
        handed = client.post(f"/v1/tickets/{ref}/hand-over", json=handing, headers=curator)
        assert handed.status_code == 200, handed.text
        body = away(ids["curator"], cover_id=ids["lead"])
        client.post("/v1/absences", json=body, headers=lead)
        assert run_once(database, JOB) == 0
        moved = sort(client, curator, ref, topic="victims").json()
        assert (moved["state"], moved["sorting"]["queue"]) == ("with_partner", "people")
        assert moved["sorting"]["assignee_id"] == ids["curator"]
