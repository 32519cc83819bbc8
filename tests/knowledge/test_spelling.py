"""Slips of the thumb: read as the word that was meant, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.spelling import Speller, count_words

USED = {
    "lighting": 9,
    "lightning": 3,
    "street": 20,
    "streets": 4,
    "burglary": 12,
    "nuisance": 5,
    "bike": 7,
    "bikes": 8,
    "hare": 6,
    "rare": 1,
    "coursing": 2,
}


@pytest.fixture
def speller() -> Speller:
    """Knows eleven words, two of them too seldom used to be taken for others."""
    return Speller(USED)


class TestCountWords:
    """The words in use."""

    def test_counts_letters_only(self) -> None:
        """Any case; digits and marks part words."""
        assert count_words(["Bike, BIKE", "bike2go"]) == {"bike": 3, "go": 1}


class TestCorrect:
    """One text."""

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("steet lighitng", "street lighting"),
            ("Burglery on the Stret!", "burglary on the street!"),
            ("nuisanse bikess", "nuisance bikes"),
            ("burlgory", "burglary"),
        ],
    )
    def test_reads_what_was_meant(self, speller: Speller, typed: str, read: str) -> None:
        """One slip, two in a word of eight letters or more; marks and other words stand."""
        assert speller.correct(typed) == read

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("LIGHTNING", "is in use"),
            ("rare coursing", "is in use, if seldom"),
            ("bik", "is too short"),
            ("kike", "begins with another letter"),
            ("steamer", "is like no word in use"),
            ("coursingg", "is like a word used too seldom to be taken for"),
            ("s136 24/7", "has no words"),
        ],
    )
    def test_leaves_alone(self, speller: Speller, typed: str, why: str) -> None:
        """What `why` says is not changed, case and all."""
        assert speller.correct(typed) == typed, why

    def test_a_tie_goes_to_the_word_used_most(self) -> None:
        """Two words one slip away."""
        assert Speller({"shops": 4, "shots": 9}).correct("shoss") == "shots"
        assert Speller({"shops": 9, "shots": 4}).correct("shoss") == "shops"

    def test_the_nearest_before_the_most_used(self) -> None:
        """One slip beats two."""
        assert Speller({"lightning": 3, "lighting": 90}).correct("lightninq") == "lightning"

    def test_words_known_elsewhere_stand(self, speller: Speller) -> None:
        """Those of articles published since the base was built."""
        assert speller.correct("streat") == "street"
        assert speller.correct("streat", frozenset({"streat"})) == "streat"

    def test_corrects_a_dozen_words_at_most(self, speller: Speller) -> None:
        """A text of more unknown words is another language."""
        assert speller.correct("steet " * 20).split().count("street") == 12

    @given(st.lists(st.sampled_from(sorted(USED)), max_size=30))
    def test_never_changes_a_word_in_use(self, words: list[str]) -> None:
        """Whatever stands beside it."""
        text = " ".join(words)
        assert Speller(USED).correct(text) == text

    @given(st.text(max_size=300))
    def test_any_text_is_safe(self, text: str) -> None:
        """Digits, marks and spaces stand as they were."""
        read = Speller(USED).correct(text)
        assert [c for c in read if not c.isalpha()] == [c for c in text if not c.isalpha()]
