"""Requests: one ticket for one form, slots reset only on success, the same key after a doubt."""

import pytest

from tests.actions.conftest import FAILURES, TURN_ID, Rasa, break_api
from tests.actions.fake_api import FakeApi

FORM = {"question": "What works?", "tried": "Patrols", "where": "", "contact": "phone"}


class TestOpenTicket:
    """action_open_ticket: the end of the form."""

    def test_ticket_holds_what_was_typed(self, rasa: Rasa, api: FakeApi) -> None:
        """A skipped step is left out, not sent as nothing."""
        result = rasa.runs("action_open_ticket", **FORM)
        assert result.said == ["utter_ticket_opened"]
        assert result.replies[0]["ref"] == "PF-2026-000001"
        assert api.tickets[0]["question"] == "What works?"
        assert api.tickets[0]["details"] == {"tried": "Patrols", "contact": "phone"}

    def test_slots_are_reset_on_success(self, rasa: Rasa) -> None:
        """The next request starts empty."""
        slots = rasa.runs("action_open_ticket", **FORM).slots
        assert {slots[name] for name in (*FORM, "ticket_key", "drafted")} == {None}

    def test_key_is_the_turns(self, rasa: Rasa, api: FakeApi) -> None:
        """So that a repeated call of one turn makes one ticket."""
        rasa.runs("action_open_ticket", **FORM)
        rasa.runs("action_open_ticket", **FORM)
        assert list(api.by_key) == [f"turn-{TURN_ID}"]
        assert len(api.tickets) == 1

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_each_failure_has_its_reply_and_resets_nothing(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """What was typed stays in the slots."""
        break_api(api, how)
        result = rasa.runs("action_open_ticket", **FORM)
        assert result.said == [f"utter_ticket_{failure}"]
        assert not FORM.keys() & result.slots.keys()

    @pytest.mark.parametrize("how", ["down", "failing", "slow"])
    def test_key_is_kept_where_the_ticket_may_exist(
        self, rasa: Rasa, api: FakeApi, how: str
    ) -> None:
        """The next attempt, in another turn, must not make a second ticket."""
        break_api(api, how)
        slots = rasa.runs("action_open_ticket", **FORM).slots
        assert slots["ticket_key"] == f"turn-{TURN_ID}"

    def test_kept_key_is_used_again(self, rasa: Rasa, api: FakeApi) -> None:
        """Whatever the turn."""
        rasa.runs("action_open_ticket", ticket_key="turn-before", **FORM)
        assert list(api.by_key) == ["turn-before"]

    @pytest.mark.parametrize(("status", "kept"), [(422, False), (409, True)])
    def test_refusal_frees_the_key_unless_the_first_attempt_still_runs(
        self, rasa: Rasa, api: FakeApi, status: int, kept: bool
    ) -> None:
        """A refused request was not made; 409 means that the same key is at work."""
        api.refuse = (status, "refused")
        slots = rasa.runs("action_open_ticket", **FORM).slots
        assert (slots["ticket_key"] is not None) is kept

    def test_over_turn_is_silent_and_resets_nothing(self, rasa: Rasa, api: FakeApi) -> None:
        """The officer has been answered by the API."""
        break_api(api, "over")
        result = rasa.runs("action_open_ticket", **FORM)
        assert result.said == []
        assert not FORM.keys() & result.slots.keys()


class TestTicketStatus:
    """action_ticket_status: the API renders the list."""

    def test_requests_are_listed(self, rasa: Rasa) -> None:
        """If there are any."""
        rasa.runs("action_open_ticket", **FORM)
        assert rasa.runs("action_ticket_status").said == ["utter_ticket_list"]

    def test_none_is_said(self, rasa: Rasa) -> None:
        """An empty list would look like a fault."""
        assert rasa.runs("action_ticket_status").said == ["utter_no_tickets"]

    @pytest.mark.parametrize(("how", "failure"), FAILURES)
    def test_each_failure_has_its_reply(
        self, rasa: Rasa, api: FakeApi, how: str, failure: str
    ) -> None:
        """Not knowing is not the same as having none."""
        break_api(api, how)
        assert rasa.runs("action_ticket_status").said == [f"utter_status_{failure}"]
