"""The exported plan opens in LibreOffice, and what it shows is what was said."""

from pathlib import Path

import pytest

from api.search.memory import InMemorySearch
from tests.api.worksheets.picture import (
    OWN_WORDS,
    PLAN,
    exported_plan,
    first_page,
    opened_in_libreoffice,
    words_of,
)


@pytest.mark.slow
@pytest.mark.usefixtures("office")
class TestInLibreOffice:
    """A plan made through the API, exported and opened."""

    def test_every_answer_is_on_its_pages(self, tmp_path: Path):
        """As headings and text; and a picture can be made of the first page."""
        pdf = opened_in_libreoffice(exported_plan(tmp_path, InMemorySearch()), tmp_path)
        words = words_of(pdf)
        for said in ("Problem-solving plan", "Scanning: What is the problem?", "Recurring"):
            assert said in words
        for answer in (*PLAN.values(), OWN_WORDS):
            assert answer in words
        assert first_page(pdf).read_bytes().startswith(b"\x89PNG")
