"""Handing a ticket to a partner or specialist, and taking it back."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.tickets.handing import text_for
from api.tickets.partners import load_directory
from api.tickets.schemas import TicketShown
from tests.api.tickets.asking import TICKETS, answered, audited, opened, read

HANDING = {"partner": "analysts", "text": "Please look at the times, or ring 07700 900123."}


def hand_over(client, curator, ref, **changes):
    """Hand a ticket to the analysts."""
    body = HANDING | changes
    return client.post(f"{TICKETS}/{ref}/hand-over", json=body, headers=curator)


class TestHandOver:
    """POST …/hand-over, POST …/take-back."""

    def test_there_and_back(self, client, app, officer, curator):
        """Who has it, what they were sent, what they said; the officer sees the state."""
        ref = opened(client, officer)
        assert hand_over(client, curator, ref).json()["state"] == "with_partner"
        assert read(client, officer, ref)["state_label"] == "With a partner or specialist"
        body = {"text": "Mostly Fridays."}
        back = client.post(f"{TICKETS}/{ref}/take-back", json=body, headers=curator).json()
        assert back["state"] == "assigned"
        [row] = client.get(f"{TICKETS}/{ref}/hand-overs", headers=curator).json()
        assert (row["partner_name"], row["note"]) == ("Analysis team", "Mostly Fridays.")
        assert row["returned_at"] and "900123" not in row["text"]
        assert audited(app, "ticket_hand_over") == audited(app, "ticket_take_back") == [ref]

    def test_a_second_click_hands_it_over_once(self, client, officer, curator):
        """To another one it has to come back first."""
        ref = opened(client, officer)
        assert [hand_over(client, curator, ref).status_code for _ in range(2)] == [200, 200]
        assert len(client.get(f"{TICKETS}/{ref}/hand-overs", headers=curator).json()) == 1
        assert hand_over(client, curator, ref, partner="safeguarding").status_code == 409

    def test_nobody_outside_the_directory(self, client, officer, curator):
        """The problem names the field."""
        refused = hand_over(client, curator, opened(client, officer), partner="a_friend")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "partner")

    def test_it_is_the_hubs_to_answer_all_the_same(self, client, officer, curator):
        """A partner may never write back."""
        ref = opened(client, officer)
        hand_over(client, curator, ref)
        queue = client.get(f"{TICKETS}?queue=true", headers=curator).json()["items"]
        assert [item["ref"] for item in queue] == [ref]
        assert answered(client, curator, ref)["state"] == "answered"

    def test_what_is_not_away_cannot_come_back(self, client, officer, curator):
        """409."""
        url = f"{TICKETS}/{opened(client, officer)}/take-back"
        assert client.post(url, json={"text": "x"}, headers=curator).status_code == 409


class TestTextFor:
    """What a partner needs to know, and no more."""

    def test_neither_who_asked_nor_how_to_reach_them(self, client, officer, curator):
        """The request, where, and what was tried."""
        details = {"tried": "patrols", "where": "the rec", "contact": "by phone"}
        ref = opened(client, officer, details=details)
        text = text_for(TicketShown.model_validate(read(client, curator, ref)))
        assert ref in text and "lamp theft" in text and "patrols" in text and "the rec" in text
        assert "phone" not in text and "Alex" not in text


class TestLoadDirectory:
    """The directory is data that a force edits."""

    def test_two_of_one_key_are_refused(self, tmp_path: Path):
        """As is anything it does not know."""
        row = "- {key: abc, name: A, kind: partner, for: x, reach: y}\n"
        file = tmp_path / "partners.yml"
        file.write_text(f"partners:\n{row}{row}", encoding="utf-8")
        with pytest.raises(ValidationError, match="keys of their own"):
            load_directory(file)
