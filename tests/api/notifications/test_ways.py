"""How somebody is told is theirs to say, within what the force allows."""

import pytest

from api.errors import Problem
from api.notifications.notice import NoticeKind
from api.notifications.schemas import WaysChange
from api.notifications.ways import MAILED, MailRules, change_ways, know_address, mailed_to, ways

RULES = MailRules(True, frozenset({"force.example"}))
KIND = NoticeKind.TICKET_ANSWERED


class TestChangeWays:
    """An address, and what is mailed to it."""

    def test_who_says_nothing_gets_no_mail(self, database):
        """Without an address."""
        with database.writing() as session:
            assert ways(session, "u", RULES).address is None
            assert mailed_to(session, ["u"], KIND) == {}

    def test_what_should_not_wait_is_mailed_unless_said_otherwise(self, database):
        """The rest is not."""
        with database.writing() as session:
            shown = change_ways(session, "u", WaysChange(address="a@force.example"), None, RULES)
            assert {kind for kind, on in shown.mailed.items() if on} == MAILED
            assert mailed_to(session, ["u", "v"], KIND) == {"u": "a@force.example"}
            assert mailed_to(session, ["u"], NoticeKind.GAP_GROWING) == {}

    def test_what_is_left_out_stays_as_it_is(self, database):
        """A change names what it changes."""
        with database.writing() as session:
            first = WaysChange(address="a@force.example", mailed={KIND: False})
            change_ways(session, "u", first, None, RULES)
            again = WaysChange(address="a@force.example", mailed={NoticeKind.GAP_GROWING: True})
            shown = change_ways(session, "u", again, 1, RULES)
        assert (shown.mailed[KIND], shown.mailed[NoticeKind.GAP_GROWING]) == (False, True)

    def test_a_stale_page_is_412(self, database):
        """Two windows."""
        with database.writing() as session:
            change_ways(session, "u", WaysChange(address="a@force.example"), 0, RULES)
            with pytest.raises(Problem) as refused:
                change_ways(session, "u", WaysChange(), 0, RULES)
        assert refused.value.status == 412

    @pytest.mark.parametrize(
        "address",
        [
            "a@elsewhere.example",
            "a@sub.force.example",
            "a@force.example.evil.example",
            "a b@force.example",
            "a@force.example\r\nBcc: c@force.example",
            "é@force.example",
            "@force.example",
            "a..b@force.example",
            "force.example",
        ],
    )
    def test_an_address_that_may_not_be_used_is_refused(self, database, address):
        """By name of the field."""
        with database.writing() as session, pytest.raises(Problem) as refused:
            change_ways(session, "u", WaysChange(address=address), None, RULES)
        assert refused.value.errors[0]["field"] == "address"


class TestKnowAddress:
    """The force's sign-in names one."""

    def test_what_the_user_said_stands(self, database):
        """Also that they want none."""
        with database.writing() as session:
            know_address(session, "u", "first@force.example")
            know_address(session, "u", "second@force.example")
            assert ways(session, "u", RULES).address == "first@force.example"
            change_ways(session, "u", WaysChange(address=None), None, RULES)
            know_address(session, "u", "third@force.example")
            assert ways(session, "u", RULES).address is None


class TestOverHttp:
    """GET and PUT /v1/notices/ways."""

    URL = "/v1/notices/ways"

    def test_anonymous_is_refused(self, client):
        """It is about oneself."""
        assert client.get(self.URL).status_code == 401

    def test_read_and_changed_by_its_etag(self, client, officer, officer_b):
        """One's own alone."""
        etag = client.get(self.URL, headers=officer).headers["etag"]
        body = {"address": "alex@force.example", "mailed": {"ticket_answered": False}}
        saved = client.put(self.URL, json=body, headers=officer | {"If-Match": etag})
        assert saved.json()["mailed"]["ticket_answered"] is False
        stale = client.put(self.URL, json=body, headers=officer | {"If-Match": etag})
        assert stale.status_code == 412
        assert client.get(self.URL, headers=officer_b).json()["address"] is None

    @pytest.mark.parametrize(
        "body", [{"address": "x"}, {"mailed": {"no_such": True}}, {"address": "x" * 300}, []]
    )
    def test_what_is_not_accepted_is_422(self, client, officer, body):
        """Named."""
        assert client.put(self.URL, json=body, headers=officer).status_code == 422
