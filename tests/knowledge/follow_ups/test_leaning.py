"""Whether a message goes on from the question before it, by its words and by search."""

import pytest

from knowledge import Outcome
from knowledge.follow_ups import Found, Leaning, leaning, new_words, read_message, stays

EARLIER = "kids on off road bikes keep tearing up the rec"
NOTHING = Found(Outcome.unanswered, 0.02, ("street-lighting",))
SOME = Found(Outcome.choices, 0.5, ("street-lighting",))
SURE = Found(Outcome.answered, 0.97, ("shed-garage-burglary",))


def why(text: str, alone: Found = NOTHING, earlier: str = EARLIER) -> Leaning | None:
    """Return why `text` goes on from the earlier question."""
    return leaning(read_message(text), earlier, alone)


class TestReadMessage:
    """What a message is about by itself."""

    def test_words_that_only_ask_are_no_subject(self) -> None:
        assert read_message("ok so how long does that take?").subject == ()

    def test_subject_is_what_is_left_in_order(self) -> None:
        assert read_message("does it work for corner shops in winter").subject == (
            "corner",
            "shops",
            "winter",
        )

    @pytest.mark.parametrize("text", ["", "   ", "?!", "…"])
    def test_no_words_have_no_subject(self, text: str) -> None:
        assert read_message(text).words == ()

    def test_what_stands_before_the_matter_is_taken_off(self) -> None:
        assert read_message("ok thanks, and in winter?").words[0] == "and"

    def test_fillers_alone_stay_words(self) -> None:
        assert read_message("ok thanks").words == ("thanks",)


class TestLeaning:
    """Each rule, and what outweighs it."""

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("what about in winter?", Leaning.opening),
            ("and for a repeat victim?", Leaning.opening),
            ("wot about girls", Leaning.opening),
            ("n what are the legal hours", Leaning.opening),
            ("does it work for shops too", Leaning.pronoun),
            ("who do i talk to about that", Leaning.pronoun),
            ("how long", Leaning.no_subject),
            ("cost?", Leaning.no_subject),
            ("do pouches help", Leaning.maybe),
            ("at night", Leaning.maybe),
        ],
    )
    def test_goes_on(self, text: str, rule: Leaning) -> None:
        assert why(text) is rule

    @pytest.mark.parametrize(
        "text",
        [
            "lead getting nicked off the church",
            "cuckooing",
            "fly tipping",
            "how do i write a problem statement",
            "",
        ],
    )
    def test_stands_by_itself(self, text: str) -> None:
        assert why(text, SOME) is None

    def test_said_to_be_another_matter(self) -> None:
        assert why("different one, what about that") is None

    def test_an_answer_by_itself_outweighs_what_may_go_on(self) -> None:
        assert why("what about sheds", SURE) is None
        assert why("what about sheds", SOME) is Leaning.opening

    def test_an_answer_by_itself_does_not_outweigh_what_plainly_goes_on(self) -> None:
        assert why("and for a repeat victim?", SURE) is Leaning.opening

    def test_a_pronoun_yields_only_to_what_search_is_all_but_sure_of(self) -> None:
        text = "dispersal powers, who can use them"
        assert why(text, SURE) is None
        assert why(text, Found(Outcome.answered, 0.9, ("x",))) is Leaning.pronoun

    def test_many_words_of_its_own_are_a_question_of_its_own(self) -> None:
        text = "what about a farmer whose quad trailer and diesel were stolen"
        assert why(text, SOME) is None

    def test_words_of_the_earlier_question_are_not_its_own(self) -> None:
        assert why("what should the rec do about bikes on the road", SOME) is Leaning.no_subject


class TestNewWords:
    """What is asked beyond the earlier question."""

    def test_other_forms_count_as_had(self) -> None:
        assert new_words(read_message("does a biker in winter"), "bikers here") == ("winter",)


class TestStays:
    """Whether the article shown is still the one spoken of."""

    def test_first_of_an_answer(self) -> None:
        assert stays("a", Found(Outcome.answered, 0.9, ("a", "b")))

    def test_another_answers(self) -> None:
        assert not stays("b", Found(Outcome.answered, 0.9, ("a", "b")))

    def test_among_the_first_when_nothing_answers(self) -> None:
        assert stays("b", Found(Outcome.choices, 0.4, ("a", "b")))
        assert not stays("f", Found(Outcome.choices, 0.4, ("a", "b", "c", "d", "e", "f")))

    def test_nothing_was_shown(self) -> None:
        assert not stays(None, Found(Outcome.choices, 0.4, ("a",)))
