"""What a message means at a step of the form."""

import pytest

from actions.conversation import Message
from actions.form_answers import asks, compares, may_be_a_change, may_be_talk, says_what_to_ask


class TestAsks:
    """A step's answer may sound like guidance; only a question interrupts the form."""

    @pytest.mark.parametrize(
        "text",
        [
            "extra patrols",
            "hot spot patrols and a leaflet drop, no change",
            "we put cctv up by the shops last month",
            "alley gates were fitted in 2019",
        ],
    )
    def test_an_answer_is_not_a_question(self, text):
        """It fills the step, whatever search would find for it."""
        assert not asks(Message(text, "ask_guidance", clicked=False))

    @pytest.mark.parametrize(
        "text",
        [
            "do alley gates work?",
            "what works against shop theft",
            "how long should a hot spot patrol be",
            "any evidence for cctv in car parks",
            "tell me about section 59",
        ],
    )
    def test_a_question_is(self, text):
        """It is looked up, and the step asked again."""
        assert asks(Message(text, "ask_guidance", clicked=False))

    def test_another_intent_is_not(self):
        """What the rules answer is not looked up."""
        assert not asks(Message("who are you?", "bot_challenge", clicked=False))


class TestCompares:
    """What was shown by the way can be compared without leaving the form."""

    def test_a_question_does_and_a_statement_does_not(self):
        """ "Cheaper than last year" is an answer."""
        assert compares(Message("which of those is cheapest", "compare", clicked=False))
        assert not compares(Message("cheaper than last year", "compare", clicked=False))
        assert not compares(Message("which one?", "choose", clicked=False))


class TestSaysWhatToAsk:
    """ "Ask the Hub about drones" names another question than the last one."""

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("ask the hub about drones near the prison", True),
            ("ask the hub if anybody has tried netting", True),
            ("ask the hub", False),
            ("ask the hub about it", False),
            ("can i speak to a person about this", False),
        ],
    )
    def test_it_is_told_from_the_plain_wish(self, text, says):
        """A pronoun means the question asked before."""
        assert says_what_to_ask(Message(text, "ask_the_hub", clicked=False)) is says


class TestMayBeTalk:
    """In a form, an answer is likelier than talk."""

    def test_doubt_makes_it_the_answer(self) -> None:
        """What the dialogue half takes for talk is what was asked for."""
        assert not may_be_talk(Message("spoke to the kiosks", "go_back", False, 0.6))
        assert may_be_talk(Message("thanks", "thank", False, 0.9))

    def test_many_words_are_an_answer(self) -> None:
        """Talk is short."""
        text = "thanks to the lights they moved to the other end of it"
        assert not may_be_talk(Message(text, "thank", False, 0.9))


class TestMayBeAChange:
    """Asking for a change may take more words, if it is said plainly."""

    def test_a_plain_one_may_be_longer(self) -> None:
        """A doubtful one may not."""
        text = "hold on a second i need to change what i said"
        assert may_be_a_change(Message(text, "change_answer", False, 0.95))
        assert not may_be_a_change(Message(text, "change_answer", False, 0.7))
