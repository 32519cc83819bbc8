"""Every pipeline is asked the same messages, and none that it has learned from."""

import pytest

from bot.comparison.folds import Job, jobs
from bot.labelled import Labelled

ROWS = [
    Labelled(f"{label} {n}", label, n)
    for label, size in (("a", 6), ("b", 5), ("c", 4), ("d", 3), ("rare", 2))
    for n in range(size)
]


@pytest.fixture(scope="module")
def found() -> list[Job]:
    """The jobs of three folds."""
    return jobs(ROWS, 3)


class TestJobs:
    """bot.comparison.folds.jobs."""

    def test_each_message_is_asked_once_in_the_closed_folds(self, found: list[Job]) -> None:
        """But for the intent that cannot be in all folds."""
        asked = [n for job in found if job.kind == "closed" for n in job.ask]
        assert sorted(asked) == [n for n, row in enumerate(ROWS) if row.label != "rare"]

    def test_nothing_asked_was_learned(self, found: list[Job]) -> None:
        """Closed or open."""
        assert all(not set(job.ask) & set(job.train) for job in found)

    def test_a_rare_intent_is_learned_everywhere(self, found: list[Job]) -> None:
        """As something to be confused with."""
        rare = {n for n, row in enumerate(ROWS) if row.label == "rare"}
        assert all(rare <= set(job.train) for job in found)

    def test_each_intent_is_left_out_of_one_open_fold(self, found: list[Job]) -> None:
        """And all its messages are asked about there."""
        left_out = []
        for job in (job for job in found if job.kind == "open"):
            learned = {ROWS[n].label for n in job.train}
            gone = {row.label for row in ROWS} - learned
            left_out += sorted(gone)
            assert {n for n, row in enumerate(ROWS) if row.label in gone} <= set(job.ask)
        assert sorted(left_out) == ["a", "b", "c", "d"]

    def test_same_rows_same_folds(self, found: list[Job]) -> None:
        """Or kept answers would belong to other messages."""
        assert jobs(ROWS, 3) == found

    def test_two_intents_leave_nothing_to_tell_apart(self) -> None:
        """With one of the two left out there is no classifier, so no open fold."""
        two = [row for row in ROWS if row.label in "ab"]
        assert {job.kind for job in jobs(two, 3)} == {"closed"}
