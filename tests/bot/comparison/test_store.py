"""Answers are worked out once, and again if anything they depend on changes."""

from pathlib import Path

import pytest

from bot.comparison.folds import Job
from bot.comparison.store import Answers, Pipeline, Store
from bot.labelled import Labelled

ROWS = [Labelled("hi", "greet", 1), Labelled("bye", "goodbye", 2)]
JOB = Job("closed", 0, (0,), (1,))
PIPELINE: Pipeline = [{"name": "WhitespaceTokenizer"}]
ANSWERS: Answers = [("greet", 0.5)]


def never() -> Answers:
    """Fail: these answers were kept."""
    raise AssertionError("worked out again")


class TestStore:
    """bot.comparison.store.Store."""

    def test_answers_are_kept(self, tmp_path: Path) -> None:
        """Over runs."""
        assert Store(tmp_path).get(PIPELINE, ROWS, JOB, lambda: ANSWERS) == ANSWERS
        assert Store(tmp_path).has(PIPELINE, ROWS, JOB)
        assert Store(tmp_path).get(PIPELINE, ROWS, JOB, never) == ANSWERS

    @pytest.mark.parametrize(
        ("pipeline", "rows", "job"),
        [
            ([{"name": "DIETClassifier"}], ROWS, JOB),
            (PIPELINE, ROWS[:1], JOB),
            (PIPELINE, ROWS, Job("open", 0, (0,), (1,))),
        ],
    )
    def test_another_question_has_another_answer(
        self, tmp_path: Path, pipeline: Pipeline, rows: list[Labelled], job: Job
    ) -> None:
        """Another pipeline, other messages or another fold."""
        Store(tmp_path).get(PIPELINE, ROWS, JOB, lambda: ANSWERS)
        assert not Store(tmp_path).has(pipeline, rows, job)

    def test_a_failure_keeps_nothing(self, tmp_path: Path) -> None:
        """The next run tries again."""
        with pytest.raises(AssertionError):
            Store(tmp_path).get(PIPELINE, ROWS, JOB, never)
        assert not Store(tmp_path).has(PIPELINE, ROWS, JOB)
