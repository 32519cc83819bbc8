"""What a text means at a step: verbatim, a choice, a date, or refused with what is accepted."""

from datetime import date

import pytest

from api.worksheets.answers import (
    Refused,
    goes_back,
    read_answer,
    removed_from,
    sends,
    shown,
    step_meant,
)
from api.worksheets.kinds import kind

TODAY = date(2026, 11, 23)
CONTACT = kind("guidance_request").find("contact")
WHERE = kind("plan").find("where")
ASSESS_ON = kind("plan").find("assess_on")


class TestReadAnswer:
    """What is kept."""

    def test_text_is_kept_as_it_was_typed(self):
        """Inner line breaks, odd spelling and all."""
        assert read_answer(WHERE, "  the rec\nnr B&M ", TODAY).text == "the rec\nnr B&M"

    def test_personal_data_is_taken_out_and_named(self):
        """The officer sees it at the review."""
        answer = read_answer(WHERE, "ask on 07700 900123", TODAY)
        assert "900123" not in answer.text
        assert answer.removed == ("phone number",)

    @pytest.mark.parametrize("text", ["", "  ", "a\x00b"])
    def test_nothing_is_refused(self, text):
        """There is nothing to keep."""
        with pytest.raises(Refused):
            read_answer(WHERE, text, TODAY)

    def test_too_long_is_refused_with_the_limit(self):
        """Counted once the personal data is replaced."""
        with pytest.raises(Refused, match="where") as caught:
            read_answer(WHERE, "x" * 2001, TODAY)
        assert "2,000" in caught.value.message
        assert len(read_answer(WHERE, "x" * 2000, TODAY).text) == 2000

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("chat", "chat"), ("in this chat please", "chat"), ("Ring me", "phone"),
            ("e-mail", "email"), ("2", "phone"), ("last", "email"),
            ("ext 4411, ask for the duty desk", "ext 4411, ask for the duty desk"),
        ],
    )  # fmt: skip
    def test_choice_by_words_by_number_or_in_own_words(self, text, kept):
        """A few words that name an option mean it; more words stay as they are."""
        assert read_answer(CONTACT, text, TODAY).text == kept

    def test_choice_by_an_ordinal_that_the_dialogue_read(self):
        """ "The second one" is the second."""
        assert read_answer(CONTACT, "the second one", TODAY, "2").text == "phone"

    @pytest.mark.parametrize("text", ["whatever", "thanks a lot", "no idea what you mean by that"])
    def test_choice_that_names_nothing_is_refused(self, text):
        """With the step's own words."""
        with pytest.raises(Refused) as caught:
            read_answer(CONTACT, text, TODAY)
        assert caught.value.message == CONTACT.refusal

    def test_date_is_kept_as_a_day_and_shown_in_words(self):
        """ "15 March" is one day for good."""
        kept = read_answer(ASSESS_ON, "15 March", TODAY).text
        assert kept == "2027-03-15"
        assert shown(ASSESS_ON, kept) == "15 March 2027"

    def test_no_date_is_refused(self):
        """With what is accepted."""
        with pytest.raises(Refused) as caught:
            read_answer(ASSESS_ON, "when it is done", TODAY)
        assert "in 3 months" in caught.value.message


class TestShown:
    """How an answer is read."""

    def test_choice_by_its_label(self):
        """Own words as they are."""
        assert shown(CONTACT, "chat") == "In this chat"
        assert shown(CONTACT, "ext 4411") == "ext 4411"


class TestStepMeant:
    """ "Change where"."""

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("change where", "where"), ("I got the baseline wrong", "baseline"),
            ("change how often it happens", "how_often"), ("the partners bit", "partners"),
            ("change what was tried", "tried"),
        ],
    )  # fmt: skip
    def test_named(self, text, key):
        """The step whose name has the most words in the text."""
        assert step_meant(kind("plan"), text).key == key

    def test_not_named(self):
        """Nothing is guessed."""
        assert step_meant(kind("plan"), "change it") is None


class TestGoesBackAndSends:
    """Words about the worksheet itself."""

    def test_back(self):
        """To the step before."""
        assert goes_back("go back one")
        assert not goes_back("change where")

    @pytest.mark.parametrize("text", ["send", "Send it", "yes, send it please", "submit it now"])
    def test_sends(self, text):
        """At the review."""
        assert sends(text)

    @pytest.mark.parametrize("text", ["don't send it", "send it to the council first", "no"])
    def test_does_not_send(self, text):
        """What is not plainly that is not that."""
        assert not sends(text)


class TestRemovedFrom:
    """What stands for personal data."""

    def test_each_once_in_order(self):
        """By the words of the notices."""
        text = "[name removed] rang [phone number removed], [name removed] [sic]"
        assert removed_from(text) == ("name", "phone number")
