"""The actions' client against the real api: each call works, and each refusal is understood."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import pytest

from actions.api_client import ApiClient, Turn
from actions.contract import Move, Verdict
from actions.errors import ApiRejected
from actions.settings import Settings
from api.search.memory import InMemorySearch

Answer = TypeVar("Answer")


def ask(settings: Settings, call: Callable[[ApiClient], Awaitable[Answer]]) -> Answer:
    """Return what the call answers."""

    async def run() -> Answer:
        async with ApiClient(settings) as client:
            return await call(client)

    return asyncio.run(run())


def refused(settings: Settings, call: Callable[[ApiClient], Awaitable[object]]) -> ApiRejected:
    """Return the refusal that the call meets."""
    with pytest.raises(ApiRejected) as caught:
        ask(settings, call)
    return caught.value


class TestSearch:
    """POST /v1/search."""

    def test_published_article_is_found(
        self, client_settings: Settings, turn: Turn, searcher: InMemorySearch
    ) -> None:
        """By one of its sample questions."""
        article = next(iter(searcher.articles.values()))
        found = ask(client_settings, lambda c: c.search(turn, article.sample_questions[0]))
        assert (found.outcome, found.hits[0].slug) == ("answered", article.slug)

    def test_empty_question_is_refused(self, client_settings: Settings, turn: Turn) -> None:
        """With a status that the action words."""
        assert refused(client_settings, lambda c: c.search(turn, " ")).status == 422


class TestMove:
    """POST /v1/turns/{turn_id}/worksheet."""

    BEGIN = Move(do="begin", kind="guidance_request", asked="What works?")

    def test_moves_are_made_and_the_end_is_a_ticket(
        self, client_settings: Settings, open_turn: Callable[[], Turn], turn: Turn
    ) -> None:
        """In one turn or in several."""
        begun = ask(client_settings, lambda c: c.move(turn, self.BEGIN))
        assert (begun.at, begun.step) == ("step", "tried")
        skipped = ask(client_settings, lambda c: c.move(turn, Move(do="skip")))
        assert skipped.step == "where"
        ask(client_settings, lambda c: c.move(turn, Move(do="skip")))
        sent = ask(client_settings, lambda c: c.move(turn, Move(do="answer", text="chat")))
        assert sent.at == "sent"
        refs = {t.ref for t in ask(client_settings, lambda c: c.tickets(turn)).items}
        assert sent.ticket_ref in refs

    def test_refusal_says_why(self, client_settings: Settings, turn: Turn) -> None:
        """In a sentence for the officer."""
        ask(client_settings, lambda c: c.move(turn, self.BEGIN))
        for _ in range(2):
            ask(client_settings, lambda c: c.move(turn, Move(do="skip")))
        error = refused(client_settings, lambda c: c.move(turn, Move(do="answer", text="whatever")))
        assert (error.status, error.code) == (422, "not_an_answer")
        assert "how to reach you" in error.detail


class TestTickets:
    """GET /v1/tickets."""

    def test_none_are_listed_at_first(self, client_settings: Settings, turn: Turn) -> None:
        """The turn's officer has sent nothing."""
        assert ask(client_settings, lambda c: c.tickets(turn)).items == []


class TestRate:
    """POST /v1/turns/{turn_id}/feedback."""

    def test_nothing_to_rate_has_its_code(self, client_settings: Settings, turn: Turn) -> None:
        """The action has other words for it."""
        error = refused(client_settings, lambda c: c.rate(turn, Verdict(verdict="helped")))
        assert (error.status, error.code) == (404, "nothing_to_rate")


class TestCheckArticle:
    """GET /v1/articles/{slug}."""

    def test_published(
        self, client_settings: Settings, turn: Turn, searcher: InMemorySearch
    ) -> None:
        """Nothing is raised."""
        ask(client_settings, lambda c: c.check_article(turn, next(iter(searcher.articles))))

    def test_not_published(self, client_settings: Settings, turn: Turn) -> None:
        """404, which the action words as gone."""
        assert refused(client_settings, lambda c: c.check_article(turn, "none")).status == 404


class TestTurn:
    """Every call belongs to an open turn."""

    def test_turn_that_does_not_exist(self, client_settings: Settings) -> None:
        """Nobody's turn is nobody's."""
        nobody = Turn(uuid4(), time.time())
        assert refused(client_settings, lambda c: c.tickets(nobody)).code == "no_such_turn"
