"""The api is killed while people work: nothing acknowledged is lost, nothing is there twice."""

from pathlib import Path

import pytest

from tests.fault.trial import run

KILLS, CLIENTS = 10, 20


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.timeout(900)
class TestKilledApi:
    """`make fault`, ten kills of it."""

    def test_nothing_is_lost_or_doubled(self, tmp_path: Path) -> None:
        """Tickets, answers, audit entries, deliveries and messages are each there once."""
        result = run(tmp_path / "var", KILLS, seed_number=7, clients=CLIENTS, say=print)
        assert result.lost_or_doubled == []
        assert result.holds, result.summary()
        assert result.kills == KILLS
        assert sum(result.in_flight) > KILLS, "the kills hit nothing"
        assert len(result.ledger.opened) > 20 and len(result.ledger.answered) > 10
