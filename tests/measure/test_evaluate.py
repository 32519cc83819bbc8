"""What is read out of the assistant's responses; the figures themselves are tested elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

from knowledge import KnowledgeError, Outcome
from knowledge.evaluation import Bound, Case, Kind, Response, measure
from measure.evaluate import _floors, _hold, ask_chat, ask_search

CASE = Case("1", "a question", ("b",), Kind.answerable)
SEARCHED = Response(Outcome.choices, ("a", "b", "c"), 0.4, 2.0, served=2)


def client(status: int, body: Mapping[str, Any]) -> httpx.Client:
    """An assistant that always answers `body`."""
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=dict(body)))
    return httpx.Client(transport=transport, base_url="http://assistant.test")


def chat_body(*replies: Mapping[str, Any]) -> dict[str, Any]:
    """A chat response with `replies`."""
    return {"outcome": "choices", "confidence": None, "replies": replies}


class TestSearch:
    """One question of search."""

    def test_reads_the_ranking_and_how_much_is_served(self) -> None:
        """In order."""
        hits = [{"slug": slug} for slug in "abc"]
        body = {"outcome": "choices", "confidence": 0.4, "served": 2, "hits": hits}
        found = ask_search(client(200, body), CASE)
        assert (found.ranking, found.served, found.confidence) == (("a", "b", "c"), 2, 0.4)

    def test_refused(self) -> None:
        """An error that served nothing."""
        found = ask_search(client(422, {"code": "invalid"}), CASE)
        assert (found.outcome, found.ranking, found.served) == (Outcome.error, (), 0)


class TestChat:
    """One question of the chat."""

    def test_counts_the_articles_of_answers_and_choices(self) -> None:
        """Each once, first in the ranking; what search had beside them follows."""
        answer = {"kind": "answer", "slug": "c"}
        choices = {"kind": "choices", "options": [{"slug": "c"}, {"slug": "b"}]}
        found = ask_chat(client(200, chat_body(answer, choices)), CASE, SEARCHED)
        assert (found.ranking, found.served) == (("c", "b", "a"), 2)
        assert not found.ticket_offered

    def test_served_nothing(self) -> None:
        """An offered ticket is no article; search's ranking stands alone."""
        found = ask_chat(client(200, chat_body({"kind": "offer_ticket"})), CASE, SEARCHED)
        assert (found.ranking, found.served) == (("a", "b", "c"), 0)
        assert found.ticket_offered


class TestFloors:
    """What `--fail-below` holds the figures to."""

    def test_without_a_file(self) -> None:
        """Nothing."""
        assert _floors(None, Path("mine.jsonl")) == {}

    def test_both_ways_need_floors(self, tmp_path: Path) -> None:
        """Or one of them would pass unchecked."""
        file = tmp_path / "floors.yml"
        file.write_text("mine: {search: {hit_at_1: {at_least: 0.5}}}")
        with pytest.raises(KnowledgeError, match="mine by chat"):
            _floors(file, Path("mine.jsonl"))

    def test_exit_1_if_one_is_short(self) -> None:
        """And none if all hold."""
        figures = {"chat": measure((), (), chat=True)}
        _hold(figures, {"chat": {"rows": Bound(at_least=0)}})
        with pytest.raises(typer.Exit) as ended:
            _hold(figures, {"chat": {"rows": Bound(at_least=1)}})
        assert ended.value.exit_code == 1
