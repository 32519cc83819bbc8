"""A message is taken with what was said before, corrected, or by itself; what was used is kept."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.conversations.models import Conversation, Turn
from api.db import Database
from api.wording import wording
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.context.talk import ASKED, ScriptedSearch, Talk, kinds, texts
from tests.api.channels.talking import say


class TestFirstQuestion:
    """What stands by itself is searched as it was typed."""

    def test_no_context_on_a_first_turn(self, talk: Talk, searcher: ScriptedSearch) -> None:
        """However much it reads like a follow-up: the words alone, once."""
        body = talk.say("what about the bikes then")
        assert searcher.asked == ["what about the bikes then"]
        assert kinds(body) == ["answer"]
        assert talk.contexts() == [None]

    def test_a_new_topic_is_not_taken_with_the_old(
        self, talk: Talk, searcher: ScriptedSearch
    ) -> None:
        talk.say(ASKED)
        body = talk.say("shed break-ins on the allotment")
        assert searcher.asked[1:] == ["shed break-ins on the allotment"]
        assert body["articles"][0]["slug"] == "sheds"
        assert talk.contexts()[1] is None


class TestFollowUp:
    """A message without a subject of its own is searched with the question before it."""

    def test_one_more_search_at_most(self, talk: Talk, searcher: ScriptedSearch) -> None:
        talk.say(ASKED)
        talk.say("and the garage?")
        assert searcher.asked[1:] == ["and the garage?", f"{ASKED} … and the garage?"]

    def test_section_that_speaks_of_it_is_shown(self, talk: Talk) -> None:
        """Not the same summary again; and the officer sees what it was taken with."""
        talk.say(ASKED)
        body = talk.say("and the garage?")
        assert body["outcome"] == "answered"
        notice, _, answer = body["replies"]
        assert (notice["code"], ASKED in notice["text"]) == ("in_context", True)
        assert [row["heading"] for row in answer["sections"]] == ["Who to involve"]
        assert answer["summary_html"] == ""

    def test_what_it_does_not_mention_is_said(self, talk: Talk) -> None:
        """And the Hub is offered, rather than the same answer as though it did."""
        talk.say(ASKED)
        body = talk.say("what about in winter?")
        assert (body["outcome"], kinds(body)) == ("unanswered", ["notice", "offer_ticket"])
        assert "does not mention “winter”" in texts(body)

    def test_another_article_for_the_words_is_offered(self, talk: Talk) -> None:
        talk.say(ASKED)
        body = talk.say("and for locks?")
        assert kinds(body) == ["notice", "text", "choices"]
        assert "does not mention “locks”" in texts(body)
        assert [row["slug"] for row in body["replies"][2]["options"]] == ["sheds", "vans"]

    def test_what_is_asked_of_any_article_is_looked_for_in_it(self, talk: Talk) -> None:
        talk.say(ASKED)
        assert "costs nothing but an hour" in texts(talk.say("whats it cost"))
        assert "does not say how much work it is" in texts(talk.say("is it easy"))

    def test_follow_ups_go_on_from_the_first_question(
        self, talk: Talk, searcher: ScriptedSearch
    ) -> None:
        """One after the other does not pile up."""
        talk.say(ASKED)
        talk.say("and the garage?")
        talk.say("what about in winter?")
        assert searcher.asked[-1] == f"{ASKED} … what about in winter?"

    def test_nor_where_nothing_was_answered(self, talk: Talk, searcher: ScriptedSearch) -> None:
        talk.say("what locks are any good")
        talk.say("how long do they last")
        talk.say("what about in winter?")
        assert searcher.asked[-1] == "what locks are any good … what about in winter?"

    def test_only_what_was_typed_can_be_had(self, talk: Talk, searcher: ScriptedSearch) -> None:
        """One tap; and the next follow-up goes on from that."""
        talk.say(ASKED)
        talk.say("what about in winter?")
        talk.press(wording().context.only_what_i_typed)
        assert searcher.asked[-1] == "what about in winter?"
        assert talk.contexts()[-1]["kind"] == "as_typed"

    def test_another_conversations_words_cannot_be_had(
        self, talk: Talk, searcher: ScriptedSearch, client: TestClient, officer: dict[str, str]
    ) -> None:
        other = say(client, officer, "my own secret")["conversation_id"]
        with Database(talk.settings.database).reading() as session:
            [turn_id] = session.scalars(select(Turn.id).where(Turn.conversation_id == other))
        talk.say(ASKED)
        with Database(talk.settings.database).writing() as session:
            from api.conversations import service

            button = service.issue_button(
                session,
                talk.conversation_id or "",
                "x",
                f'/ask_guidance{{"typed_in": "{turn_id}"}}',
            )
        talk.say("", payload=button)
        assert searcher.asked[-1] != "my own secret"

    def test_kept_for_the_hub_with_its_question(self, talk: Talk, rasa: FakeRasa) -> None:
        """Without rasa too a request begins with both: "in winter?" alone would say nothing."""
        talk.say(ASKED)
        rasa.stop()
        body = talk.say("what about in winter?")
        assert "does not mention “winter”" in texts(body)
        with Database(talk.settings.database).reading() as session:
            asked = session.get_one(Conversation, talk.conversation_id).asked
        assert asked == f"{ASKED} … what about in winter?"

    def test_the_button_works_without_rasa(
        self, talk: Talk, rasa: FakeRasa, searcher: ScriptedSearch
    ) -> None:
        talk.say(ASKED)
        rasa.stop()
        talk.say("and the garage?")
        talk.press(wording().context.only_what_i_typed)
        assert searcher.asked[-1] == "and the garage?"


class TestCorrection:
    """What was meant takes the place of what was said."""

    def test_is_searched_and_said(self, talk: Talk, searcher: ScriptedSearch) -> None:
        talk.say(ASKED)
        body = talk.say("not bikes, vans")
        assert searcher.asked[-1] == "kids on vans tearing up the rec"
        assert "kids on vans tearing up the rec" in body["replies"][0]["text"]

    def test_what_follows_goes_on_from_the_corrected(
        self, talk: Talk, searcher: ScriptedSearch
    ) -> None:
        talk.say(ASKED)
        talk.say("not bikes, sheds")
        talk.say("what about in winter?")
        assert searcher.asked[-1] == "kids on sheds tearing up the rec … what about in winter?"


class TestStartingAnew:
    """After it no message is taken with what was said before."""

    def test_a_follow_up_stands_by_itself(
        self, talk: Talk, rasa: FakeRasa, searcher: ScriptedSearch, service_token: str
    ) -> None:
        talk.say(ASKED)
        script = rasa.script

        def start_anew(body: dict[str, Any]) -> list[dict[str, Any]]:
            turn_id = body["metadata"]["turn_id"]
            headers = {"Authorization": f"Bearer {service_token}", "X-Turn-Id": turn_id}
            url = f"/v1/turns/{turn_id}/context"
            assert talk.client.delete(url, headers=headers).status_code == 204
            return [{"text": "Cleared."}]

        rasa.script = start_anew
        talk.say("start over")
        rasa.script = script
        talk.say("what about in winter?")
        assert searcher.asked[-1] == "what about in winter?"
        assert talk.contexts()[-1] is None

    def test_only_in_ones_own_turn(self, talk: Talk, service_token: str) -> None:
        url = "/v1/turns/5b2f4a76-5a0e-4a53-9d4c-0d7ce0f6f1aa/context"
        headers = {"Authorization": f"Bearer {service_token}"}
        assert talk.client.delete(url, headers=headers).status_code == 404
        assert talk.client.delete(url, headers=talk.headers).status_code == 403
        assert talk.client.delete(url).status_code == 401
