"""What is done to text before it is compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import MAX_CHARS, clean, excerpt, matching_key, plain, terms


class TestClean:
    """Any text becomes one printable line of bounded length."""

    @given(st.text(max_size=3000))
    def test_always(self, text: str) -> None:
        """Whatever was typed."""
        cleaned = clean(text)
        assert len(cleaned) <= MAX_CHARS
        assert cleaned.isprintable()
        assert clean(cleaned) == cleaned

    def test_odd_characters(self) -> None:
        """NUL, half a surrogate pair and new lines separate; full-width letters are letters."""
        assert clean("a\0b\ud800c\nd ＳＰＯ") == "a b c d SPO"


class TestMatchingKey:
    """Two askings of one question have one key."""

    def test_ignores_case_marks_and_space(self) -> None:
        """What people type differently every time."""
        assert matching_key("  What is  SARA?! ") == matching_key("what is sara")

    def test_keeps_words_and_order(self) -> None:
        """Other words or another order is another question."""
        assert matching_key("man bites dog") != matching_key("dog bites man")
        assert matching_key("is it s136") != matching_key("is it s135")

    def test_apostrophes_are_alike(self) -> None:
        """Phones write the curly one."""
        assert matching_key("don\u2019t") == matching_key("don't")

    def test_no_word_no_key(self) -> None:
        """Emoji and punctuation ask nothing."""
        assert matching_key("🚓 ?! ...") == ""


class TestTerms:
    """The words that say something of the subject, stemmed."""

    def test_stems_and_drops(self) -> None:
        """Forms of a word meet; words that say nothing are gone."""
        assert terms("What are the burglaries?") == terms("burglary")

    def test_keeps_numbers(self) -> None:
        """s136 and 2027 are what was asked about."""
        assert terms("s136 in 2027") == ["s136", "2027"]


class TestPlain:
    """The words of Markdown."""

    def test_drops_marks(self) -> None:
        """Lists, emphasis, links and citations."""
        text = "1. **Ask** the [council](https://example.org) [1].\n- Then `log` it [2]."
        assert plain(text) == "Ask the council. Then log it."


class TestExcerpt:
    """The beginning, ended at a word."""

    def test_short_text_is_whole(self) -> None:
        """Nothing is added."""
        assert excerpt("Short.") == "Short."

    def test_long_text_ends_at_a_word(self) -> None:
        """And says that there is more."""
        shown = excerpt("word " * 100, max_chars=22)
        assert shown == "word word word word…"
