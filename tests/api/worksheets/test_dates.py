"""Dates as officers write them: read, or not a date; never guessed."""

from datetime import date

import pytest

from api.worksheets.dates import read_date

TODAY = date(2026, 11, 23)


class TestReadDate:
    """On 23 November 2026."""

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("15 March", date(2027, 3, 15)),
            ("15th March.", date(2027, 3, 15)),
            ("on the 15th of march 2027", date(2027, 3, 15)),
            ("March 15", date(2027, 3, 15)),
            ("Monday 4th January", date(2027, 1, 4)),
            ("1 Sept 2027", date(2027, 9, 1)),
            ("15/3", date(2027, 3, 15)),
            ("15/03/2027", date(2027, 3, 15)),
            ("3/12/2026", date(2026, 12, 3)),
            ("2027-03-15", date(2027, 3, 15)),
            ("24 November", date(2026, 11, 24)),
            ("23 November", date(2027, 11, 23)),
            ("29 February", date(2028, 2, 29)),
            ("in 3 months", date(2027, 2, 23)),
            ("three months' time", date(2027, 2, 23)),
            ("in about six weeks", date(2027, 1, 4)),
            ("next month", date(2026, 12, 23)),
            ("a year from now", date(2027, 11, 23)),
        ],
    )
    def test_read(self, text, day):
        """Days come before months; without a year it is the next one of that name."""
        assert read_date(text, TODAY) == day

    def test_the_end_of_a_short_month(self):
        """Three months after 30 November is the last of February."""
        assert read_date("in 3 months", date(2026, 11, 30)) == date(2027, 2, 28)

    @pytest.mark.parametrize(
        "text",
        [
            "", "soon", "after the summer", "yesterday", "15 March 2026", "23 November 2026",
            "31/02/2027", "31/13/2027", "in 500 years", "in 0 days", "quarterly", "15", "March",
            "15 March or 15 April", "in lots of months", "9" * 500, "٣/٣/٢٠٢٧ x",
        ],
    )  # fmt: skip
    def test_not_read(self, text):
        """Gone by, more than ten years ahead, impossible, or no date at all."""
        assert read_date(text, TODAY) is None
