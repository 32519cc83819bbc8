"""What is known of words that could be names."""

from api.redaction.lexicon import lexicon
from api.redaction.words import fold


class TestLexicon:
    """The package's lists and ours, less what is an ordinary word."""

    def test_the_lists_of_the_package_are_read(self) -> None:
        """A version of it that keeps them otherwise would leave them empty."""
        assert len(lexicon().first) > 5000
        assert len(lexicon().last) > 8000
        assert {"agnieszka", "harpreet", "oluwaseun", "mihaela", "siobhan"} <= lexicon().first
        assert {"kowalski", "okafor", "murphy", "popescu", "chaudhry"} <= lexicon().last

    def test_a_name_that_is_a_word_is_no_sure_name(self) -> None:
        for word in ("rose", "mark", "grant", "april", "victoria", "brown", "green"):
            assert lexicon().is_name(word), word
            assert not lexicon().is_strong(word), word

    def test_a_word_is_no_name(self) -> None:
        for word in ("over", "burglary", "police", "tesco", "stevenage", "polish", "monday"):
            assert not lexicon().is_strong(word), word
            assert not lexicon().is_unknown(word), word

    def test_a_word_with_two_letters_swapped_is_not_unknown(self) -> None:
        assert not lexicon().is_unknown("bruglary")
        assert lexicon().is_unknown("blenkinsop")

    def test_of_a_double_name_both_halves_count(self) -> None:
        assert lexicon().is_strong("kowalska-nowak")
        assert lexicon().is_strong("al-hassan")
        assert not lexicon().is_strong("brother-in-law")


class TestFold:
    """Words are compared without case and accents."""

    def test_letters_of_other_alphabets_of_ours(self) -> None:
        assert fold("Łukasz") == "lukasz"
        assert fold("Siobhán") == "siobhan"
        assert fold("O’Brien") == "o'brien"
