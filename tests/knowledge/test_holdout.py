"""The seventh of the questions that tuning never sees."""

from __future__ import annotations

import pytest

from knowledge import load_articles
from knowledge.holdout import ONE_IN, is_held_out

from .conftest import ARTICLES


class TestIsHeldOut:
    """Decided by the question alone."""

    def test_one_in_seven(self) -> None:
        """Of the committed sample questions, within half a per cent."""
        asked = [q for article in load_articles(ARTICLES) for q in article.sample_questions]
        share = sum(map(is_held_out, asked)) / len(asked)
        assert share == pytest.approx(1 / ONE_IN, abs=0.005)

    @pytest.mark.parametrize(
        ("question", "held_out"),
        [
            ("what is SARA", False),
            ("hare coursing", False),
            ("door entry broken flats", True),
            ("kids lighting fires", True),
        ],
    )
    def test_is_the_same_for_ever(self, question: str, held_out: bool) -> None:
        """The committed adapter was tuned by this very split: to change it spoils the fit."""
        assert is_held_out(question) is held_out

    @pytest.mark.parametrize("question", ["hare coursing", "kids lighting fires"])
    def test_however_it_is_written(self, question: str) -> None:
        """Case, marks and spaces do not move a question over."""
        written = f"  {question.upper().replace(' ', '   ')} ?!"
        assert is_held_out(written) is is_held_out(question)

    def test_any_text_is_safe(self) -> None:
        """A lone surrogate has no UTF-8."""
        assert is_held_out("\ud800") in (True, False)
