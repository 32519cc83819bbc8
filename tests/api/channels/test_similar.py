"""What is like a ticket, and what search found in its conversation: for the Hub alone."""

import pytest

from tests.api.channels.talking import CHAT

TICKETS = "/v1/tickets"
QUESTION = "How do we stop lamp theft from allotments?"


def opened(client, headers, question, **more):
    """Open a ticket and return its reference."""
    body = {"question": question} | more
    return client.post(TICKETS, json=body, headers=headers).json()["ref"]


class TestSimilar:
    """GET /v1/tickets/{ref}/similar."""

    def test_answered_ones_with_their_answers_the_likest_first(self, client, officer, curator):
        """Open ones too; not itself, not what has nothing in common."""
        alike = opened(client, officer, "How do we stop theft from allotments?")
        client.post(f"{TICKETS}/{alike}/answer", json={"answer": "Lock it"}, headers=curator)
        opened(client, officer, "Quad bikes on the beach")
        ref = opened(client, officer, QUESTION)
        found = client.get(f"{TICKETS}/{ref}/similar", headers=curator).json()
        assert [row["ref"] for row in found["tickets"]] == [alike]
        assert found["tickets"][0]["answer"] == "Lock it"
        assert found["searched"] is True

    def test_articles_that_officers_are_given(self, client, officer, curator, known_question):
        """As search ranks them."""
        ref = opened(client, officer, known_question)
        found = client.get(f"{TICKETS}/{ref}/similar", headers=curator).json()
        assert found["articles"][0]["state"] == "published"

    def test_with_search_down_it_says_so(self, client, officer, curator, searcher):
        """An empty list would say that there is nothing."""
        ref = opened(client, officer, QUESTION)
        searcher.ready = False
        found = client.get(f"{TICKETS}/{ref}/similar", headers=curator).json()
        assert found == {"searched": False, "tickets": [], "articles": []}


class TestCandidates:
    """GET /v1/tickets/{ref}/candidates."""

    def test_what_was_served_and_what_was_not(self, client, officer, curator, known_question, rasa):
        """With scores; the newest search first."""
        rasa.script = lambda body: []  # nothing answers: api searches by itself
        said = client.post(CHAT, json={"text": known_question}, headers=officer).json()
        ref = opened(client, officer, "More?", conversation_id=said["conversation_id"])
        [search] = client.get(f"{TICKETS}/{ref}/candidates", headers=curator).json()
        assert search["outcome"] == "answered"
        assert [hit["served"] for hit in search["hits"]] == [True, False, False]

    def test_a_ticket_from_the_form_has_none(self, client, officer, curator):
        """An empty list."""
        ref = opened(client, officer, QUESTION)
        assert client.get(f"{TICKETS}/{ref}/candidates", headers=curator).json() == []


@pytest.mark.parametrize("path", ["similar", "candidates"])
class TestDoors:
    """401, 403, 404."""

    def test_who_may_not(self, client, officer, curator, path):
        """Not the asker either."""
        ref = opened(client, officer, QUESTION)
        assert client.get(f"{TICKETS}/{ref}/{path}").status_code == 401
        assert client.get(f"{TICKETS}/{ref}/{path}", headers=officer).status_code == 403
        missing = client.get(f"{TICKETS}/PF-2020-000001/{path}", headers=curator)
        assert missing.status_code == 404
