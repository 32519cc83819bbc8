"""A message that points at something said before: an earlier question, one of a list, nothing."""

import pytest

from api.wording import wording
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.context.talk import ASKED, ScriptedSearch, Talk, kinds, texts


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

    def test_choices_between_make_nothing_clearer(self, talk: Talk) -> None:
        talk.say("drones over the prison wall")
        assert talk.say("what locks are any good")["outcome"] == "choices"
        reply = talk.say("lasers pointed at pilots landing")["replies"][-1]
        assert reply["text"] == wording().unanswered.again

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
