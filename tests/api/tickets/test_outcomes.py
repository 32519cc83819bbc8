"""Did it work? Asked once, on its day, of who asked; the answer is kept for the Hub."""

from datetime import timedelta

import pytest

from api.db import clock, utc_now
from api.notifications.models import NoticeEntry
from api.tickets import outcomes
from api.timetable import Job, run_once
from tests.api.tickets.asking import TICKETS, answered, audited, opened

JOB = Job("did_it_work", 900, outcomes.ask_due)


@pytest.fixture
def later():
    """Let days pass, until the test is over."""
    yield lambda days: setattr(clock, "ahead", timedelta(days=days))
    clock.ahead = timedelta()


def day(ahead):
    """Return a day as it is written."""
    return (utc_now().date() + timedelta(days=ahead)).isoformat()


def set_day(client, headers, ref, ask_on):
    """Set the day on which it is asked."""
    url = f"{TICKETS}/{ref}/outcome/date"
    return client.put(url, json={"ask_on": ask_on}, headers=headers)


def say(client, headers, ref, verdict="worked", words=""):
    """Say whether it worked."""
    body = {"verdict": verdict, "words": words}
    return client.post(f"{TICKETS}/{ref}/outcome", json=body, headers=headers)


def read(client, headers, ref):
    """Return what is known of it."""
    return client.get(f"{TICKETS}/{ref}/outcome", headers=headers).json()


@pytest.fixture
def asked(client, app, officer, curator, later):
    """A ticket whose asker was asked."""
    ref = opened(client, officer)
    answered(client, curator, ref)
    assert set_day(client, curator, ref, day(7)).status_code == 200
    later(7)
    assert run_once(app.state.database, JOB) == 1
    return ref


class TestAskDue:
    """The job of the timetable."""

    def test_on_the_day_and_once(self, client, app, officer, curator, later):
        """Not before; a second run, or one after a crash, asks nobody again."""
        ref = opened(client, officer)
        answered(client, curator, ref)
        set_day(client, curator, ref, day(7))
        later(6)
        assert run_once(app.state.database, JOB) == 0
        later(8)
        assert [run_once(app.state.database, JOB) for _ in range(2)] == [1, 0]
        assert read(client, officer, ref)["asked_at"]
        with app.state.database.reading() as session:
            told = [row for row in session.query(NoticeEntry) if row.kind == "did_it_work"]
        assert len(told) == 1

    @pytest.mark.parametrize("how", ["unanswered", "reopened", "declined"])
    def test_not_while_there_is_no_guidance(self, client, app, officer, curator, later, how):
        """What could have worked?"""
        ref = opened(client, officer)
        set_day(client, curator, ref, day(1))
        if how == "declined":
            body = {"reason": "already_done"}
            client.post(f"{TICKETS}/{ref}/close", json=body, headers=curator)
        if how == "reopened":
            answered(client, curator, ref)
            client.post(f"{TICKETS}/{ref}/reopen", headers=officer)
        later(2)
        assert run_once(app.state.database, JOB) == 0


class TestAskOn:
    """PUT …/outcome/date: the Hub's."""

    def test_who_may_and_which_day(self, client, officer, curator):
        """401, 403, 404, 422; none takes it away."""
        ref = opened(client, officer)
        assert set_day(client, None, ref, day(1)).status_code == 401
        assert set_day(client, officer, ref, day(1)).status_code == 403
        assert set_day(client, curator, "PF-2020-000001", day(1)).status_code == 404
        for wrong in (day(0), day(-1), "soon", 3.5):
            assert set_day(client, curator, ref, wrong).status_code == 422, wrong
        assert set_day(client, curator, ref, day(1)).json()["ask_on"] == day(1)
        assert set_day(client, curator, ref, None).json()["ask_on"] is None

    def test_asked_is_asked(self, client, curator, asked):
        """The day stays."""
        refused = set_day(client, curator, asked, day(9))
        assert (refused.status_code, refused.json()["code"]) == (409, "already_asked")


class TestSay:
    """POST …/outcome: the asker's."""

    def test_it_is_kept_and_the_hub_reads_it(self, client, app, officer, curator, asked):
        """Redacted; the last word counts."""
        say(client, officer, asked, "not_tried")
        say(client, officer, asked, "worked", "Ring 07700 900123, thefts are down")
        shown = read(client, curator, asked)
        assert shown["verdict"] == "worked" and "thefts are down" in shown["words"]
        assert "900123" not in shown["words"]
        assert audited(app, "outcome_said") == [asked, asked]

    def test_who_may_and_what(self, client, officer, officer_b, curator, asked):
        """401, 404 for others, the Hub among them, 422."""
        url = f"{TICKETS}/{asked}/outcome"
        assert client.get(url).status_code == say(client, None, asked).status_code == 401
        assert client.get(url, headers=officer_b).status_code == 404
        assert say(client, officer_b, asked).status_code == 404
        assert say(client, curator, asked).status_code == 404
        for verdict, words in (("great", ""), ("worked", "a\x00"), ("worked", "x" * 2001)):
            assert say(client, officer, asked, verdict, words).status_code == 422

    def test_before_it_is_asked(self, client, officer, curator):
        """409."""
        ref = opened(client, officer)
        answered(client, curator, ref)
        assert say(client, officer, ref).status_code == 409
