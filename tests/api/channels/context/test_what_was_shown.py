"""More, shorter, the source and the comparison of what was shown before."""

from typing import Any

import pytest

from api.wording import wording
from knowledge import Outcome
from tests.api.channels.conftest import FakeRasa
from tests.api.channels.context.talk import ASKED, ScriptedSearch, Talk, texts


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

    def test_a_long_text_with_nothing_shown_is_a_question(self, ask: Any) -> None:
        """However much it sounds like asking for a source."""
        body = ask("source", f"i know what works so why should i read about {ASKED}")
        assert [article["slug"] for article in body["articles"]] == ["bikes"]

    @pytest.mark.parametrize("asks", ["shorter", "source"])
    def test_only_a_list_was_shown(self, talk: Talk, ask: Any, asks: str) -> None:
        """One of it must be picked first."""
        talk.say("what locks are any good")
        assert texts(ask(asks)) == wording().about_shown.pick_first

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
