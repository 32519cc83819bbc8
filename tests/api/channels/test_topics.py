"""What a new ticket is about: found by search, once, and never against what the Hub has set."""

import pytest

from api.channels.topics import EVERY_S, make_topics
from api.db import Database
from api.identity.repository import user_by_username
from api.timetable import Job, run_once
from tests.api.whole_app import bearer_of

SORTING = "/v1/tickets/{}/sorting"


@pytest.fixture
def database(settings):
    """The test's own database."""
    return Database(settings.database)


@pytest.fixture
def job(database, searcher):
    """The job of the timetable."""
    return Job("topics", EVERY_S, make_topics(database, searcher))


@pytest.fixture
def ask(client, officer, curator):
    """Open a ticket; return how to see how it is sorted."""

    def ask_one(question):
        sent = client.post("/v1/tickets", json={"question": question}, headers=officer)
        ref = sent.json()["ref"]
        return ref, lambda: client.get(f"/v1/tickets/{ref}", headers=curator).json()["sorting"]

    return ask_one


class TestTopics:
    """The job."""

    def test_is_the_group_of_the_first_article(self, database, job, ask, searcher, client):
        """And the queue that looks after it; once."""
        article = next(iter(searcher.articles.values()))
        _, sorting = ask(article.sample_questions[0])
        assert (sorting()["topic"], sorting()["topic_by"]) == (None, None)
        assert run_once(database, job) == 1
        assert (sorting()["topic"], sorting()["topic_by"]) == (article.group, "search")
        assert sorting()["queue"] != "hub"
        assert run_once(database, job) == 0

    def test_goes_to_somebody_of_the_queue(self, database, job, ask, searcher, client, settings):
        """Who is told."""
        article = next(iter(searcher.articles.values()))
        _, sorting = ask(article.sample_questions[0])
        with database.reading() as session:
            who = user_by_username(session, "curator-b").id
        lead = bearer_of(settings, "lead")
        for queue in ("method", "places", "people", "organisation"):
            path = f"/v1/queues/{queue}/members"
            assert client.put(path, json={"user_ids": [who]}, headers=lead).status_code == 200
        run_once(database, job)
        assert (sorting()["assignee_id"], sorting()["routed"]) == (who, True)

    def test_waits_while_search_is_down(self, database, job, ask, searcher):
        """And is found when it is back."""
        _, sorting = ask(next(iter(searcher.articles.values())).sample_questions[0])
        searcher.ready = False
        assert run_once(database, job) == 0
        assert sorting()["topic_by"] is None
        searcher.ready = True
        assert run_once(database, job) == 1

    def test_nothing_found_is_no_topic(self, database, job, ask, searcher):
        """It stays in the queue for everything, and is not looked up again."""
        searcher.articles.clear()
        _, sorting = ask("what about the geese")
        run_once(database, job)
        assert (sorting()["topic"], sorting()["topic_by"]) == (None, "search")
        assert sorting()["queue"] == "hub"
        assert run_once(database, job) == 0

    def test_what_the_hub_has_set_stays(self, database, job, ask, searcher, client, curator):
        """However soon it was."""
        ref, sorting = ask(next(iter(searcher.articles.values())).sample_questions[0])
        client.patch(SORTING.format(ref), json={"topic": "victims"}, headers=curator)
        assert run_once(database, job) == 0
        assert (sorting()["topic"], sorting()["topic_by"]) == ("victims", "hub")

    def test_one_that_is_taken_back_is_left(self, database, job, ask, client, officer):
        """Nothing is owed."""
        ref, _ = ask("anything")
        client.post(f"/v1/tickets/{ref}/withdraw", headers=officer)
        assert run_once(database, job) == 0
