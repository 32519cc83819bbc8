"""Mistyped words become words of the training data; everything else stays as it is."""

import pytest

from bot.components.spelling import Spelling, is_one_slip

EXAMPLES = ["cancel that", "please cancel", "thanks", "thanks mate", "help me", "help", "cancel"]


@pytest.fixture
def spelling() -> Spelling:
    """What these examples teach, beside a few words known anyway."""
    return Spelling.learn(EXAMPLES, {"council", "kelp", "yes"})


class TestCorrected:
    """Spelling.corrected."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("cancle", "cancel"),
            ("cancl", "cancel"),
            ("canncel", "cancel"),
            ("cancek", "cancel"),
            ("hlep!!", "help!!"),
            ("Thakns", "thanks"),
        ],
    )
    def test_one_slip_is_put_right(self, spelling: Spelling, typed: str, meant: str) -> None:
        """Swapped, missing, doubled or wrong letters."""
        assert spelling.corrected(typed) == meant

    @pytest.mark.parametrize("word", ["kelp", "council", "yes", "hepatitis", "cnacle"])
    def test_known_and_distant_words_stay(self, spelling: Spelling, word: str) -> None:
        """A real word is no typing error, and two slips are too many to be sure."""
        assert spelling.corrected(word) == word

    @pytest.mark.parametrize("word", ["hel", "hlp", "2"])
    def test_short_words_stay(self, spelling: Spelling, word: str) -> None:
        """Too many of them are one slip apart."""
        assert spelling.corrected(word) == word

    def test_stretched_letters_shrink(self, spelling: Spelling) -> None:
        """And the rest is one slip away."""
        assert spelling.corrected("thanksssss") == "thanks"

    def test_a_word_seen_once_is_no_target(self, spelling: Spelling) -> None:
        """It may be a slip itself."""
        assert spelling.corrected("matee") == "matee"

    def test_the_commoner_of_two_wins(self) -> None:
        """Where both are one slip away."""
        spelling = Spelling({"plan": 9, "plane": 2}, ())
        assert spelling.corrected("plann") == "plan"

    def test_nothing_is_nothing(self, spelling: Spelling) -> None:
        """No words, no change."""
        assert spelling.corrected("") == ""
        assert spelling.corrected("👍 10/10") == "👍 10/10"


class TestIsOneSlip:
    """is_one_slip."""

    @pytest.mark.parametrize("pair", [("ab", "ab"), ("abc", "ab"), ("ab", "abc"), ("ab", "ba")])
    def test_near(self, pair: tuple[str, str]) -> None:
        """Either way round."""
        assert is_one_slip(*pair)
        assert is_one_slip(*reversed(pair))

    @pytest.mark.parametrize("pair", [("abcd", "ab"), ("abc", "cba"), ("abcd", "badc"), ("", "ab")])
    def test_far(self, pair: tuple[str, str]) -> None:
        """Two letters are two slips."""
        assert not is_one_slip(*pair)
        assert not is_one_slip(*reversed(pair))
