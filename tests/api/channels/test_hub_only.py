"""While only the Hub answers no way leads to an article, with rasa and without."""

import json

import pytest

from api.channels import gateway
from api.channels.hub_only import keep_to_the_hub
from api.channels.rendering import Rendering
from api.conversations.schemas import TextReply
from api.db import Database
from knowledge import Outcome
from tests.api.channels.talking import history, press, say
from tests.api.hub_only.switching import PUBLIC, SECRET, switch

SERVING = {"answer", "choices", "comparison"}


@pytest.fixture
def database(settings):
    return Database(settings.database)


def replying(**directive):
    """A script of rasa: this directive, whatever is said."""
    return lambda body: [{"custom": directive}]


def searching(client, service_token):
    """A script of rasa: its action asks our search within the turn, as the real one does."""

    def script(body):
        headers = {
            "Authorization": f"Bearer {service_token}",
            "X-Turn-Id": body["metadata"]["turn_id"],
        }
        asked = {"question": body["message"].removeprefix("/ask_guidance") or "-"}
        client.post("/v1/search", json=asked, headers=headers)
        return [{"custom": {"kind": "search_result", "text": "Shall I ask?"}}]

    return script


def is_kept_to_the_hub(body, searcher):
    """No article in any form; the sentence, the offer, and no reason."""
    kinds = [reply["kind"] for reply in body["replies"]]
    assert not SERVING & set(kinds), kinds
    assert kinds.count("offer_ticket") == 1
    whole = json.dumps(body)
    assert PUBLIC in whole and SECRET not in whole
    assert body["articles"] == []
    for article in searcher.articles.values():
        assert article.title not in whole
    return True


class TestGateway:
    """With rasa."""

    def test_a_question_is_offered_to_the_hub(
        self, client, officer, rasa, database, searcher, service_token, known_question
    ):
        """One that was answered a moment ago, and is again once it is off."""
        rasa.script = searching(client, service_token)
        assert say(client, officer, known_question)["outcome"] == "answered"
        switch(database)
        body = say(client, officer, known_question)
        assert body["outcome"] == "unanswered"
        assert is_kept_to_the_hub(body, searcher)
        switch(database, on=False)
        assert say(client, officer, known_question)["outcome"] == "answered"

    def test_switched_on_in_the_middle_of_a_turn(
        self, client, officer, rasa, database, searcher, service_token, known_question
    ):
        """What search found before is not shown."""
        search = searching(client, service_token)

        def script(body):
            said = search(body)
            switch(database)
            return said

        rasa.script = script
        assert is_kept_to_the_hub(say(client, officer, known_question), searcher)

    @pytest.mark.parametrize("asks", ["more", "shorter", "source", "compare"])
    def test_nothing_about_what_was_shown(self, client, officer, rasa, database, searcher, asks):
        """More, shorter, source, which of those."""
        slug = next(iter(searcher.articles))
        rasa.script = replying(kind="article", slug=slug)
        shown = say(client, officer, "that one")
        assert shown["outcome"] == "answered"
        switch(database)
        rasa.script = replying(kind="about_shown", asks=asks)
        body = say(client, officer, "go on", conversation_id=shown["conversation_id"])
        assert is_kept_to_the_hub(body, searcher)

    def test_a_follow_up(
        self, client, officer, rasa, database, searcher, service_token, known_question
    ):
        """It leans on an article that was shown."""
        rasa.script = searching(client, service_token)
        shown = say(client, officer, known_question)
        switch(database)
        more = {"conversation_id": shown["conversation_id"]}
        assert is_kept_to_the_hub(say(client, officer, "what about in winter?", **more), searcher)

    def test_an_old_button(self, client, officer, rasa, database, searcher):
        """A choice, "tell me more": whatever rasa makes of them."""
        slug = next(iter(searcher.articles))
        rasa.script = replying(kind="article", slug=slug)
        shown = say(client, officer, "that one")
        switch(database)
        assert is_kept_to_the_hub(press(client, officer, shown, "Tell me more"), searcher)

    def test_an_urgent_message_is_signposted_as_always(self, client, officer, rasa, database):
        """Before anything else."""
        switch(database)
        body = say(client, officer, "he has a knife and is stabbing someone right now")
        assert body["outcome"] == "urgent"

    def test_small_talk_goes_on(self, client, officer, rasa, database):
        """Only articles are kept back."""
        switch(database)
        assert say(client, officer, "hello")["replies"][0]["text"] == "hello"

    def test_the_past_stays_readable(self, client, officer, rasa, database, searcher):
        """What was shown before stands in the conversation; nothing is added to it."""
        rasa.script = replying(kind="article", slug=next(iter(searcher.articles)))
        shown = say(client, officer, "that one")
        before = history(client, officer, shown["conversation_id"])
        switch(database)
        assert history(client, officer, shown["conversation_id"]) == before

    def test_an_answer_of_the_hub_still_arrives(self, client, app, officer, curator, database):
        """It is the Hub's own."""
        switch(database)
        started = say(client, officer, "hello")["conversation_id"]
        new = {"question": "Why?", "conversation_id": started}
        ref = client.post("/v1/tickets", json=new, headers=officer).json()["ref"]
        app.state.relay.stop()
        client.post(f"/v1/tickets/{ref}/answer", json={"answer": "So."}, headers=curator)
        app.state.relay.deliver_next()
        assert history(client, officer, started)[-1]["author"] == "hub"


class TestFallback:
    """With rasa dead."""

    def test_a_question(self, client, officer, rasa, database, searcher, known_question):
        """Search stands in, and finds nothing."""
        rasa.stop()
        switch(database)
        assert is_kept_to_the_hub(say(client, officer, known_question), searcher)

    @pytest.mark.parametrize("text", ["tell me more", "make it shorter", "what is the source?"])
    def test_about_what_was_shown(
        self, client, officer, rasa, database, searcher, known_question, text
    ):
        """Read by its words alone."""
        rasa.stop()
        shown = say(client, officer, known_question)
        assert "answer" in [reply["kind"] for reply in shown["replies"]]
        switch(database)
        body = say(client, officer, text, conversation_id=shown["conversation_id"])
        assert is_kept_to_the_hub(body, searcher)

    def test_old_buttons(self, client, officer, rasa, database, searcher, known_question):
        """Each that serves something."""
        rasa.stop()
        shown = say(client, officer, known_question)
        switch(database)
        assert is_kept_to_the_hub(press(client, officer, shown, "Tell me more"), searcher)

    def test_a_choice_that_was_offered_before(
        self, client, officer, rasa, database, searcher, monkeypatch, known_question
    ):
        """Its button is as old as the list."""
        rasa.stop()
        real = searcher.search

        def choices(question, limit=3):
            found = real(question, limit)
            return found.model_copy(update={"outcome": Outcome.choices, "served": 2})

        monkeypatch.setattr(searcher, "search", choices)
        shown = say(client, officer, known_question)
        option = next(r for r in shown["replies"] if r["kind"] == "choices")["options"][0]
        switch(database)
        more = {"conversation_id": shown["conversation_id"], "payload": option["payload"]}
        assert is_kept_to_the_hub(say(client, officer, "", **more), searcher)

    def test_a_request_is_written_and_sent(self, client, officer, rasa, database, known_question):
        """From the offer on, with no article put in its way."""
        rasa.stop()
        switch(database)
        body = press(client, officer, say(client, officer, known_question), "Ask the Hub")
        body = press(client, officer, press(client, officer, body, "Skip"), "Skip")
        body = press(client, officer, body, "In this chat")
        assert body["ticket"] is not None


class TestKeepToTheHub:
    """The last of the checks, for a way that is yet to be written."""

    def test_a_served_article_is_taken_out_with_what_speaks_of_it(
        self, client, app, officer, rasa, database, searcher, monkeypatch
    ):
        """Here by a way that asks nobody: `_answer` itself."""
        switch(database)

        def careless(rendering: Rendering) -> None:
            article = next(iter(searcher.articles.values()))
            rendering.add(TextReply(text=article.title), Outcome.answered)
            rendering._answer(article)

        async def work(*_given):
            return careless

        monkeypatch.setattr(gateway, "_work", work)
        body = say(client, officer, "hello")
        assert is_kept_to_the_hub(body, searcher)
        assert body["outcome"] == "unanswered"
        monkeypatch.setattr(gateway, "keep_to_the_hub", lambda rendering: None)
        assert "answer" in [reply["kind"] for reply in say(client, officer, "hello")["replies"]]

    def test_while_it_is_off_nothing_is_touched(self, database):
        """The usual case."""
        with database.reading() as session:
            rendering = Rendering(session, None, "t", "c")  # type: ignore[arg-type]
            rendering.replies = [TextReply(text="x")]
            keep_to_the_hub(rendering)
            assert [reply.kind for reply in rendering.replies] == ["text"]
