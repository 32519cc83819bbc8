"""The development questions that nothing was fitted on, through search and the running chat."""

import pytest

from knowledge import load_articles
from knowledge.evaluation import (
    CHECK_SET,
    FLOORS,
    Row,
    fallen_short,
    measure,
    read_cases,
    read_floors,
)
from measure.evaluate import ask_chat, ask_search

ARTICLES = "knowledge/articles"
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


class TestFloors:
    """What an officer is given, not what search would give."""

    def test_chat_holds_them(self, assistant):
        """Every figure of check.jsonl is within its bound."""
        client = assistant.client()
        articles = {article.slug for article in load_articles(assistant.settings.root / ARTICLES)}
        cases = read_cases(CHECK_SET)
        rows = [Row(case, ask_chat(client, case, ask_search(client, case))) for case in cases]
        found = measure(rows, articles, chat=True)
        assert found.uncovered == 0
        assert fallen_short(found, read_floors(FLOORS, CHECK_SET.stem, "chat")) == ()
