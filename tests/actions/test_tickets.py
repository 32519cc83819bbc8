"""Requests to the Hub: where they are."""

import pytest

from tests.actions.conftest import FAILURES, Rasa, break_api
from tests.actions.fake_api import FakeApi


class TestTicketStatus:
    """action_ticket_status: the API renders the list."""

    def test_requests_are_listed(self, rasa: Rasa, api: FakeApi) -> None:
        """If there are any."""
        for move in ({"do": "begin", "kind": "guidance_request"}, {"do": "answer", "text": "Q?"}):
            api.worksheets.move("t1", move)
        for n, text in enumerate(("patrols", "the park", "chat")):
            api.worksheets.move(f"u{n}", {"do": "answer", "text": text})
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
