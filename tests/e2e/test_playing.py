"""What checks the scripted conversations: each expectation can fail, and older means older."""

import json
import sqlite3
from typing import Any

import pytest
from pydantic import ValidationError

from tests.e2e.playing import DAY_S, differences, expire, forget, make_older, words
from tests.e2e.scripts import Expected, Turn

BODY: dict[str, Any] = {
    "outcome": "answered",
    "articles": [{"slug": "sheds", "title": "How do we stop shed breaks?"}],
    "ticket": None,
    "redacted": ["phone"],
    "replies": [
        {
            "kind": "answer",
            "text": "Light the lane.",
            "sections": [{"heading": "Steps", "html": "<p>Fit a <b>hasp</b> &amp; lock.</p>"}],
            "buttons": [{"label": "Tell me more", "payload": "x1"}],
        },
        {"kind": "form_step", "step": "where", "text": "Where is it?", "buttons": []},
    ],
}
LONGER = BODY | {"replies": BODY["replies"] * 2}


class TestDifferences:
    """What of a turn is not as expected."""

    @pytest.mark.parametrize(
        "given",
        [
            {"outcome": ["choices", "answered"]},
            {"article": "sheds", "step": "where", "redacted": "phone", "ticket": False},
            {"kinds": ["answer", "form_step"], "no_kinds": "offer_ticket", "buttons": "more"},
            {"has": "hasp & lock", "any_of": ["x9", "LANE"], "lacks": "payload"},
            {"shorter_than": "before"},
        ],
    )
    def test_none_where_all_is_as_expected(self, given: dict[str, Any]) -> None:
        """Capitals and mark-up aside."""
        assert differences(Expected.model_validate(given), BODY, {"before": LONGER}) == []

    @pytest.mark.parametrize(
        "given",
        [
            {"outcome": "choices"},
            {"article": "none"},
            {"step": "none"},
            {"kinds": "offer_ticket"},
            {"no_kinds": "answer"},
            {"codes": "urgent"},
            {"buttons": "ask the hub"},
            {"no_buttons": "more"},
            {"redacted": "email"},
            {"ticket": True},
            {"has": "x1"},
            {"any_of": ["x1", "x2"]},
            {"lacks": "HASP"},
            {"shorter_than": "same"},
        ],
    )
    def test_one_for_each_that_is_not(self, given: dict[str, Any]) -> None:
        """No expectation is passed over."""
        assert len(differences(Expected.model_validate(given), BODY, {"same": BODY})) == 1


class TestWords:
    """What an officer reads of the replies."""

    def test_has_no_mark_up_and_no_payload(self) -> None:
        """Small letters, one space between words."""
        shown = words([{"html": "<p>Fit a\n <b>Hasp</b></p>", "payload": "x1"}])
        assert shown.strip() == "fit a hasp"


class TestTurn:
    """One thing that is done."""

    @pytest.mark.parametrize("given", [{}, {"say": "hi", "tap": "more"}, {"says": "hi"}])
    def test_none_or_two_are_refused(self, given: dict[str, str]) -> None:
        """And a misspelt one."""
        with pytest.raises(ValidationError):
            Turn.model_validate(given)


class TestNextDay:
    """Moving a conversation into the past."""

    def test_the_database_is_a_day_older(self) -> None:
        """This conversation alone; a time that was not yet stays none."""
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE TABLE turns (conversation_id, created_at, closed_at)")
            rows = [("a", "2026-03-02 10:00:00.000000", None), ("b", "2026-03-02 10:00:00", None)]
            connection.executemany("INSERT INTO turns VALUES (?, ?, ?)", rows)
            make_older(connection, "a")
            found = connection.execute("SELECT * FROM turns ORDER BY 1").fetchall()
        assert found == [("a", "2026-03-01 08:00:00.000000", None), rows[1]]

    def test_rasa_is_a_day_older_or_knows_nothing(self) -> None:
        """And says how many conversations that was."""
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE TABLE trackers (sender_id, events)")
            events = json.dumps([{"event": "user", "timestamp": DAY_S + 5.0}])
            connection.execute("INSERT INTO trackers VALUES ('s', ?)", (events,))
            assert expire(connection, "nobody") == 0
            assert expire(connection, "s") == 1
            kept = connection.execute("SELECT events FROM trackers").fetchone()[0]
            assert json.loads(kept) == [{"event": "user", "timestamp": 5.0}]
            assert forget(connection, "s") == 1
