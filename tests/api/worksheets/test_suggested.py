"""Suggestions are chosen by number, by word or by a tick; they become their titles."""

import pytest

from api.worksheets.schemas import Suggestion
from api.worksheets.suggested import joined, parted, spelt_out

ROWS = [
    Suggestion(
        slug=f"s{n}", title=title, summary="s", grade="worked", evidence_label="Worked",
        reason="r", url=f"/articles/s{n}",
    )
    for n, title in enumerate(("Fit barriers", "Talk to parents", "Change the lighting"), 1)
]  # fmt: skip


class TestSpeltOut:
    """What is typed at the step."""

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("1 and 3", "Fit barriers\nChange the lighting"),
            ("3, 1", "Change the lighting\nFit barriers"),
            ("1, 2 and 3.", "Fit barriers\nTalk to parents\nChange the lighting"),
            ("numbers 1 & 2", "Fit barriers\nTalk to parents"),
            ("2", "Talk to parents"),
            ("2 2", "Talk to parents"),
            ("the second one", "Talk to parents"),
            ("one and three", "Fit barriers\nChange the lighting"),
            ("all of them", "Fit barriers\nTalk to parents\nChange the lighting"),
            ("1 and 3, and ask the school", "Fit barriers\nChange the lighting\nask the school"),
            ("2. Also a letter home", "Talk to parents\na letter home"),
        ],
    )
    def test_numbers_become_titles(self, text, answer):
        """Once each, in the order given, with what was added after them."""
        assert spelt_out(ROWS, text) == answer

    @pytest.mark.parametrize(
        "text",
        ["3 patrols a week", "4", "1 and 7", "none of these", "We will fit barriers", "", "1stly"],
    )
    def test_other_texts_stay_as_they_are(self, text):
        """A figure is not a choice, and a number that none has is not guessed at."""
        assert spelt_out(ROWS, text) == text

    def test_without_suggestions_nothing_is_read_into_it(self):
        """Search was down."""
        assert spelt_out([], "1 and 3") == "1 and 3"

    @pytest.mark.parametrize(
        ("ordinal", "answer"), [("last", "Change the lighting"), ("2", "Talk to parents")]
    )
    def test_the_dialogues_ordinal_of_a_short_text(self, ordinal, answer):
        """As "the last" is understood elsewhere."""
        assert spelt_out(ROWS, "the bottom", ordinal) == answer
        long = "something quite different from all that is listed"
        assert spelt_out(ROWS, long, ordinal) == long
        assert spelt_out(ROWS, "that", "7") == "that"


class TestParted:
    """An answer on the page: ticks, and one's own words."""

    def test_is_the_other_way_round(self):
        """What was joined is parted again."""
        answer = joined(["Fit barriers", "Change the lighting"], "ask the school\nand the council")
        assert parted(ROWS, answer) == (["s1", "s3"], "ask the school\nand the council")
        assert parted(ROWS, "own words") == ([], "own words")
        assert parted([], "Fit barriers") == ([], "Fit barriers")
