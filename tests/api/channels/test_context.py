"""A message in a conversation is taken with what was said before, and what was used is kept."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.articles import service as articles
from api.conversations.models import Conversation, Turn
from api.db import Database
from api.search.memory import InMemorySearch
from api.search.schemas import SearchResponse
from api.settings import Settings
from api.wording import wording
from knowledge import Outcome, Section
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.test_gateway import say
from tests.api.conftest import make_article

BIKES = make_article(
    "bikes",
    title="How do we stop off-road bikes?",
    sections=(
        Section("What to do", "Walk the rec and close the gaps. It costs nothing but an hour."),
        Section("Who to involve", "Rangers, and the garage that sells fuel."),
    ),
)
SHEDS = make_article("sheds", title="How do we stop break-ins to sheds?")
VANS = make_article("vans", title="How do we stop theft from vans?")
ASKED = "kids on bikes tearing up the rec"


class ScriptedSearch(InMemorySearch):
    """Decides by what words a question holds; keeps what it was asked."""

    def __init__(self) -> None:
        """Find nothing until told otherwise."""
        super().__init__()
        self.asked: list[str] = []
        self.rules: list[tuple[str, Outcome, tuple[str, ...]]] = []

    def search(self, question: str, limit: int = 3) -> SearchResponse:
        """Return what the first rule says whose word is in the question."""
        self.asked.append(question)
        ranking = super().search(question, limit)
        for word, outcome, slugs in self.rules:
            if word in question.lower():
                hits = [next(h for h in ranking.hits if h.slug == slug) for slug in slugs]
                hits += [hit for hit in ranking.hits if hit.slug not in slugs]
                sure = 0.95 if outcome is Outcome.answered else 0.5
                changes = {"outcome": outcome, "served": len(slugs), "hits": hits[:limit]}
                return ranking.model_copy(update=changes | {"confidence": sure})
        changes = {"outcome": Outcome.unanswered, "served": 0, "confidence": 0.02}
        return ranking.model_copy(update=changes)


@dataclass
class Talk:
    """One officer's conversation. Rasa sends everything to search, as `meant` says."""

    client: TestClient
    headers: dict[str, str]
    settings: Settings
    conversation_id: str | None = None
    meant: str = "question"
    buttons: dict[str, str] = field(default_factory=dict)

    def say(self, text: str, **more: Any) -> Any:
        """Take a turn and return the response."""
        if self.conversation_id:
            more["conversation_id"] = self.conversation_id
        body = say(self.client, self.headers, text, **more)
        self.conversation_id = body["conversation_id"]
        for reply in body["replies"]:
            self.buttons |= {row["label"]: row["payload"] for row in reply["buttons"]}
        return body

    def press(self, label: str) -> Any:
        """Press the button that was shown last under this label."""
        return self.say("", payload=self.buttons[label])

    def contexts(self) -> list[Any]:
        """Return what each turn was taken with, oldest first."""
        with Database(self.settings.database).reading() as session:
            return list(session.scalars(select(Turn.context).order_by(Turn.created_at)))


@pytest.fixture
def searcher() -> ScriptedSearch:
    """Search that a test writes the script of."""
    return ScriptedSearch()


@pytest.fixture
def talk(
    client: TestClient,
    officer: dict[str, str],
    rasa: FakeRasa,
    service_token: str,
    settings: Settings,
    searcher: ScriptedSearch,
) -> Talk:
    """A conversation about bikes, sheds and vans."""
    with Database(settings.database).writing() as session:
        articles.seed(session, [BIKES, SHEDS, VANS])
    searcher.sync([BIKES, SHEDS, VANS])
    searcher.rules = [
        ("bikes", Outcome.answered, ("bikes",)),
        ("shed", Outcome.answered, ("sheds",)),
        ("locks", Outcome.choices, ("sheds", "vans")),
    ]
    talk = Talk(client, officer, settings)

    def script(body: dict[str, Any]) -> list[dict[str, Any]]:
        turn = {"X-Turn-Id": body["metadata"]["turn_id"]}
        headers = {"Authorization": f"Bearer {service_token}"} | turn
        asked = {"question": body["message"], "meant": talk.meant}
        if body["metadata"]["text"]:
            asked["question"] = body["metadata"]["text"]
        if body["message"].startswith("/ask_guidance{"):
            asked = {"question": "x", "typed_in": body["message"].split('"')[3]}
        client.post("/v1/search", json=asked, headers=headers)
        return [{"custom": {"kind": "search_result"}}]

    rasa.script = script
    return talk


def kinds(body: Any) -> list[str]:
    """Return the kinds of a response's replies."""
    return [reply["kind"] for reply in body["replies"]]


def texts(body: Any) -> str:
    """Return all that a response says."""
    return "\n".join(reply["text"] for reply in body["replies"])


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


class TestReturn:
    """Back to an earlier question of this conversation."""

    def test_by_its_words(self, talk: Talk, searcher: ScriptedSearch) -> None:
        talk.say(ASKED)
        talk.say("shed break-ins on the allotment")
        before = len(searcher.asked)
        body = talk.say("back to the bikes")
        assert len(searcher.asked) == before
        assert ASKED in body["replies"][0]["text"]
        assert body["articles"][0]["slug"] == "bikes"

    def test_follow_up_then_goes_on_from_it(self, talk: Talk, searcher: ScriptedSearch) -> None:
        talk.say(ASKED)
        talk.say("shed break-ins on the allotment")
        talk.say("back to the bikes")
        talk.say("what about in winter?")
        assert searcher.asked[-1] == f"{ASKED} … what about in winter?"

    def test_without_words_the_one_before(self, talk: Talk) -> None:
        talk.say(ASKED)
        talk.say("shed break-ins on the allotment")
        assert talk.say("go back")["articles"][0]["slug"] == "bikes"

    def test_a_list_is_shown_again(self, talk: Talk) -> None:
        talk.say("what locks are any good")
        talk.say(ASKED)
        assert kinds(talk.say("back to the locks")) == ["text", "choices"]

    def test_one_that_had_no_answer_is_the_hubs(self, talk: Talk) -> None:
        talk.say("drones over the prison wall")
        talk.say(ASKED)
        body = talk.say("back to the drones")
        assert (body["outcome"], kinds(body)) == ("unanswered", ["text", "offer_ticket"])

    def test_what_was_never_asked_is_a_question(self, talk: Talk, searcher: ScriptedSearch) -> None:
        talk.say(ASKED)
        talk.say("back to the fireworks")
        assert searcher.asked[1] == "back to the fireworks"


class TestChoice:
    """One of the last list, from what the database knows of it."""

    @pytest.mark.parametrize("text", ["the second", "2", "last one please", "the one about vans"])
    def test_by_place_or_words(self, talk: Talk, text: str) -> None:
        talk.say("what locks are any good")
        body = talk.say(text)
        assert (body["outcome"], body["articles"][0]["slug"]) == ("answered", "vans")

    def test_a_follow_up_is_about_what_was_picked(
        self, talk: Talk, searcher: ScriptedSearch
    ) -> None:
        talk.say("what locks are any good")
        talk.say("the second")
        body = talk.say("what about in winter?")
        assert "theft from vans" in texts(body)

    def test_none_of_them_offers_the_hub(self, talk: Talk) -> None:
        """With the question that led to the list."""
        talk.say("what locks are any good")
        body = talk.say("neither")
        assert (body["outcome"], kinds(body)) == ("unanswered", ["offer_ticket"])
        assert "what locks are any good" in texts(body)

    def test_no_such_place(self, talk: Talk) -> None:
        talk.say("what locks are any good")
        talk.meant = "choice"
        body = talk.say("the third")
        assert (body["outcome"], texts(body)) == ("dialogue", wording().context.no_list)

    def test_a_number_without_a_list_is_a_question(
        self, talk: Talk, searcher: ScriptedSearch
    ) -> None:
        talk.say(ASKED)
        talk.say("2")
        assert searcher.asked[1] == "2"

    def test_words_that_name_nothing_listed_are_a_question(
        self, talk: Talk, searcher: ScriptedSearch
    ) -> None:
        talk.say("what locks are any good")
        talk.meant = "choice"
        talk.say("drones over the prison wall")
        assert searcher.asked[-1] == "drones over the prison wall"


class TestTellMeMore:
    """The rest of what was shown last."""

    @pytest.fixture
    def more(self, talk: Talk, rasa: FakeRasa) -> Any:
        """Say "more" after other turns."""

        def say_more() -> Any:
            rasa.script = lambda body: [{"custom": {"kind": "about_shown", "asks": "more"}}]
            return talk.say("tell me more")

        return say_more

    def test_after_an_unanswered_turn_the_last_article_is_known(
        self, talk: Talk, more: Any
    ) -> None:
        talk.say(ASKED)
        talk.say("drones over the prison wall")
        assert [reply["slug"] for reply in more()["replies"]] == ["bikes"]

    def test_of_two_parts_both(self, talk: Talk, more: Any, searcher: ScriptedSearch) -> None:
        searcher.rules.insert(0, ("two", Outcome.answered, ("bikes", "vans")))
        talk.say("two things")
        assert [reply["slug"] for reply in more()["replies"]] == ["bikes", "vans"]

    def test_nothing_was_shown(self, talk: Talk, more: Any) -> None:
        body = more()
        assert (body["outcome"], texts(body)) == ("dialogue", wording().about_shown.nothing_shown)


class TestAboutShown:
    """Shorter, the source, and which of those."""

    @pytest.fixture
    def ask(self, talk: Talk, rasa: FakeRasa) -> Any:
        """Ask it of what was shown."""

        def ask_it(asks: str, text: str = "and?") -> Any:
            rasa.script = lambda body: [{"custom": {"kind": "about_shown", "asks": asks}}]
            return talk.say(text)

        return ask_it

    @pytest.mark.parametrize("asks", ["shorter", "source", "compare"])
    def test_nothing_was_shown(self, ask: Any, asks: str) -> None:
        body = ask(asks)
        assert (body["outcome"], texts(body)) == ("dialogue", wording().about_shown.nothing_shown)

    def test_shorter_is_the_first_sentence_and_the_evidence(self, talk: Talk, ask: Any) -> None:
        talk.say(ASKED)
        talk.say("drones over the prison wall")
        assert texts(ask("shorter")) == (
            "Close the gaps they ride through. Then enforce. Evidence: Promising."
        )

    def test_source_is_what_it_rests_on(self, talk: Talk, ask: Any) -> None:
        talk.say(ASKED)
        text, answer = ask("source")["replies"]
        assert "Of 2 sources, 2 were opened" in text["text"]
        assert (answer["sections"], answer["summary_html"]) == ([], "")
        assert len(answer["sources"]) == 2

    def test_compare_by_what_each_says_of_it(self, talk: Talk, ask: Any) -> None:
        """And where an article says nothing of it, that it says nothing."""
        talk.say(ASKED)
        talk.say("shed break-ins on the allotment")
        [reply] = ask("compare", "which of those is cheapest")["replies"]
        rows = {row["slug"]: row for row in reply["rows"]}
        assert rows["bikes"]["said"] == ["It costs nothing but an hour."]
        assert rows["sheds"]["silent"] == "It does not say what it costs."
        assert "does not rank" in reply["intro"]

    def test_compare_by_evidence_names_a_tie(self, talk: Talk, ask: Any) -> None:
        talk.say("what locks are any good")
        [reply] = ask("compare", "which has the best evidence")["replies"]
        assert [row["slug"] for row in reply["rows"]] == ["sheds", "vans"]
        assert "None of these is ahead" in reply["intro"]

    def test_a_compared_article_can_be_opened(self, talk: Talk, ask: Any, rasa: FakeRasa) -> None:
        talk.say("what locks are any good")
        [reply] = ask("compare", "which is quickest")["replies"]
        rasa.stop()
        body = talk.say("", payload=reply["rows"][1]["payload"])
        assert body["articles"][0]["slug"] == "vans"

    @pytest.mark.parametrize(
        "text", ["source?", "tldr", "tell me more", "which of those is cheapest"]
    )
    def test_plain_words_are_read_without_rasa(
        self, talk: Talk, rasa: FakeRasa, searcher: ScriptedSearch, text: str
    ) -> None:
        talk.say(ASKED)
        rasa.stop()
        searched = len(searcher.asked)
        assert talk.say(text)["outcome"] == "degraded"
        assert len(searcher.asked) == searched


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


class TestUnclear:
    """Two turns in a row that come to nothing: the second offers the Hub, as does every next."""

    @pytest.mark.parametrize("rasa_is_up", [True, False])
    def test_unanswered_twice(self, talk: Talk, rasa: FakeRasa, rasa_is_up: bool) -> None:
        if not rasa_is_up:
            rasa.stop()
        words = wording().unanswered
        said = ("drones over the prison wall", "lasers at pilots", "swans on the bypass")
        replies = [talk.say(text)["replies"][-1] for text in said]
        assert [row["text"] for row in replies] == [words.first, words.again, words.again]
        assert all(row["kind"] == "offer_ticket" for row in replies)

    def test_an_answer_between_begins_again(self, talk: Talk) -> None:
        talk.say("drones over the prison wall")
        talk.say(ASKED)
        reply = talk.say("lasers pointed at pilots landing")["replies"][-1]
        assert reply["text"] == wording().unanswered.first

    def test_pointing_at_nothing_twice(self, talk: Talk) -> None:
        talk.meant = "choice"
        assert kinds(talk.say("the third")) == ["text"]
        assert kinds(talk.say("the second")) == ["offer_ticket"]


class TestPlainIntent:
    """What plainly points back is named to rasa for what it is, with the words beside it."""

    @pytest.mark.parametrize(
        ("before", "text", "message"),
        [
            ("what locks are any good", "neither", "/choose"),
            ("what locks are any good", "2", "/choose"),
            ("what locks are any good", "the one about vans", "/choose"),
            (ASKED, "no, i meant mopeds", "/ask_guidance"),
            (ASKED, "back to the bikes", "/go_back"),
            (ASKED, "neither", "neither"),
            (ASKED, "2", "2"),
            (ASKED, "back to the fireworks", "back to the fireworks"),
            (ASKED, "thanks", "thanks"),
            (ASKED, "no", "no"),
        ],
    )
    def test_named(self, talk: Talk, rasa: FakeRasa, before: str, text: str, message: str) -> None:
        talk.say(before)
        rasa.script = lambda body: [{"text": "ok"}]
        talk.say(text)
        assert rasa.received[-1]["message"] == message
        assert rasa.received[-1]["metadata"]["text"] == text

    def test_a_first_message_goes_as_it_is(self, talk: Talk, rasa: FakeRasa) -> None:
        talk.say("2")
        assert rasa.received[-1]["message"] == "2"


class TestForStaff:
    """The console's ticket page shows what was used; the officer's page does not."""

    def test_beside_the_conversation(
        self, talk: Talk, client: TestClient, app: FastAPI, curator: dict[str, str]
    ) -> None:
        talk.say(ASKED)
        talk.say("and the garage?")
        opened = client.post(
            "/v1/tickets",
            json={
                "kind": "guidance_request",
                "question": "and the garage?",
                "conversation_id": talk.conversation_id,
            },
            headers=talk.headers | {"Idempotency-Key": "k"},
        ).json()
        page = client.get(f"/console/tickets/{opened['ref']}", headers=curator).text
        words = wording().context.staff
        assert page.count(words.heading) == 1
        assert words.rules.opening in page
        assert f"{ASKED} … and the garage?" in page
        theirs = client.get(f"/conversations/{talk.conversation_id}", headers=talk.headers).text
        assert ASKED in theirs
        assert words.heading not in theirs
