"""A document's headings, and which of ours they are."""

import pytest

from knowledge.importing.outline import section_of


class TestSectionOf:
    """Headings by their words; the longest known words decide."""

    @pytest.mark.parametrize(
        ("heading", "section"),
        [
            ("What to do", "What to do"),
            ("3.1 Recommended actions for officers", "What to do"),
            ("Evidence of impact", "What it rests on"),
            ("Roles and Responsibilities", "Who to involve"),
            ("How will we know?", "How to know it worked"),
            ("What does not work", "When not to"),
            ("What works", "What to do"),
            ("Transactions", None),
            ("", None),
            ("A long sentence that happens to hold the word risks and then goes on", None),
        ],
    )
    def test_match(self, heading: str, section: str | None) -> None:
        assert section_of(heading) == section
