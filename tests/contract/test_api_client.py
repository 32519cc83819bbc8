"""The actions' client against the real api: each call works, and each refusal is understood."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import pytest

from actions.api_client import ApiClient, Turn
from actions.contract import Draft, NewTicket, TicketDetails, Verdict
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


class TestDraft:
    """PUT and DELETE /v1/turns/{turn_id}/draft."""

    def test_given_fields_overwrite_and_others_stay(
        self, client_settings: Settings, turn: Turn
    ) -> None:
        """Nothing at all reads it."""
        ask(client_settings, lambda c: c.save_draft(turn, Draft(question="Q", tried="T")))
        ask(client_settings, lambda c: c.save_draft(turn, Draft(tried="T2")))
        kept = ask(client_settings, lambda c: c.save_draft(turn, Draft()))
        assert kept == Draft(question="Q", tried="T2")

    def test_emptied(self, client_settings: Settings, turn: Turn) -> None:
        """Nothing is left."""
        ask(client_settings, lambda c: c.save_draft(turn, Draft(question="Q")))
        ask(client_settings, lambda c: c.empty_draft(turn))
        assert ask(client_settings, lambda c: c.save_draft(turn, Draft())) == Draft()


class TestTickets:
    """POST and GET /v1/tickets."""

    TICKET = NewTicket(question="What works?", details=TicketDetails(tried="Patrols"))

    def test_same_key_same_ticket(
        self, client_settings: Settings, open_turn: Callable[[], Turn]
    ) -> None:
        """In another turn too: the next attempt after a doubt is another turn."""
        key = f"turn-{uuid4()}"
        first = ask(client_settings, lambda c: c.open_ticket(open_turn(), self.TICKET, key))
        second = ask(client_settings, lambda c: c.open_ticket(open_turn(), self.TICKET, key))
        assert first.ref == second.ref
        assert first.ref.startswith("PF-")

    def test_opening_empties_the_draft(self, client_settings: Settings, turn: Turn) -> None:
        """The next request starts afresh."""
        ask(client_settings, lambda c: c.save_draft(turn, Draft(question="Q")))
        ask(client_settings, lambda c: c.open_ticket(turn, self.TICKET, f"turn-{turn.id}"))
        assert ask(client_settings, lambda c: c.save_draft(turn, Draft())) == Draft()

    def test_own_tickets_are_listed(self, client_settings: Settings, turn: Turn) -> None:
        """Those of the turn's officer."""
        ticket = ask(client_settings, lambda c: c.open_ticket(turn, self.TICKET, "turn-listed"))
        assert ticket.ref in {t.ref for t in ask(client_settings, lambda c: c.tickets(turn)).items}

    def test_empty_question_is_refused(self, client_settings: Settings, turn: Turn) -> None:
        """A request without a question helps nobody."""
        empty = NewTicket(question=" ")
        assert refused(client_settings, lambda c: c.open_ticket(turn, empty, "k")).status == 422


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

    def test_another_turns_draft(
        self, client_settings: Settings, open_turn: Callable[[], Turn]
    ) -> None:
        """The path and the header must name the same turn; the client cannot but do so."""
        first, second = open_turn(), open_turn()
        ask(client_settings, lambda c: c.save_draft(first, Draft(question="Q")))
        assert ask(client_settings, lambda c: c.save_draft(second, Draft())) == Draft()
