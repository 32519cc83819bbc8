"""Corrections, returns and picks are read from the words, and only where these point back."""

import pytest

from knowledge.follow_ups import (
    LAST,
    best_match,
    corrected,
    read_choice,
    read_correction,
    read_return,
)

EARLIER = "kids on off road bikes keep tearing up the rec, residents are fuming"
TITLE = "How do we stop off-road bikes being ridden where they should not be?"


def corrected_by(text: str, earlier: str = EARLIER, shown: str = TITLE) -> str | None:
    """Return the earlier question as `text` has it."""
    correction = read_correction(text, earlier)
    assert correction is not None
    return corrected(earlier, correction, shown)


class TestCorrection:
    """`read_correction` and `corrected`."""

    @pytest.mark.parametrize(
        "text", ["no, I meant mopeds", "sorry i mean mopeds", "Should be mopeds", "meant mopeds!"]
    )
    def test_takes_the_place_of_what_led_to_the_article(self, text: str) -> None:
        assert corrected_by(text) == (
            "kids on mopeds keep tearing up the rec, residents are fuming"
        )

    @pytest.mark.parametrize(
        "text", ["not bikes, quads", "quads not bikes", "no, i meant quads not bikes"]
    )
    def test_takes_the_place_of_what_was_named(self, text: str) -> None:
        assert corrected_by(text) == (
            "kids on off road quads keep tearing up the rec, residents are fuming"
        )

    def test_a_slip_is_found_by_its_spelling(self) -> None:
        earlier = "cataltic convertors going missing"
        assert corrected_by("sorry typo: catalytic", earlier) == (
            "catalytic convertors going missing"
        )

    def test_marks_stay_where_they_were(self) -> None:
        assert corrected_by("not the rec, the park") == (
            "kids on off road bikes keep tearing up the park, residents are fuming"
        )

    def test_nothing_says_what_was_meant_otherwise(self) -> None:
        correction = read_correction("no i meant drones", "vans broken into")
        assert correction is not None
        assert corrected("vans broken into", correction, "Another title") is None

    @pytest.mark.parametrize(
        "text",
        [
            "not sure, what about vans",
            "vans not lorries",
            "i mean what is even the point of patrols",
            "i mean it",
            "what works for bikes",
            "",
        ],
    )
    def test_reads_as_none(self, text: str) -> None:
        assert read_correction(text, EARLIER) is None


class TestReturn:
    """`read_return`."""

    @pytest.mark.parametrize(
        ("text", "which"),
        [
            ("back to the bikes", ("bikes",)),
            ("ok, can we go back to the shoplifting one please", ("shoplifting",)),
            ("what was that about lighting again", ("lighting",)),
            ("what did you say about sheds", ("sheds",)),
            ("go back", ()),
        ],
    )
    def test_says_which(self, text: str, which: tuple[str, ...]) -> None:
        wanted = read_return(text)
        assert wanted is not None
        assert (wanted.which, wanted.first) == (which, False)

    def test_the_first(self) -> None:
        wanted = read_return("back to my first question")
        assert wanted is not None
        assert wanted.first

    @pytest.mark.parametrize(
        "text", ["he has gone back to his ex and is hitting her again", "bikes again", ""]
    )
    def test_reads_as_none(self, text: str) -> None:
        assert read_return(text) is None


class TestChoice:
    """`read_choice`."""

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("2", 2), ("the second", 2), ("ok the first one please", 1), ("last one", LAST),
            ("option b", 2), ("number 3 pls", 3), ("the 2nd one", 2),
        ],
    )  # fmt: skip
    def test_by_place(self, text: str, place: int) -> None:
        choice = read_choice(text)
        assert choice is not None
        assert choice.place == place

    @pytest.mark.parametrize(
        "text", ["the one about street lighting please", "go on then the street lighting one"]
    )
    def test_by_words(self, text: str) -> None:
        choice = read_choice(text)
        assert choice is not None
        assert choice.which == ("street", "lighting")

    @pytest.mark.parametrize(
        "text", ["neither", "none of those", "no, not those", "none of them fit"]
    )
    def test_none(self, text: str) -> None:
        choice = read_choice(text)
        assert choice is not None
        assert choice.none

    @pytest.mark.parametrize("text", ["bikes", "none of the residents will talk to us", ""])
    def test_reads_as_no_choice(self, text: str) -> None:
        assert read_choice(text) is None


class TestBestMatch:
    """`best_match`."""

    def test_most_words_win_and_of_equals_the_first(self) -> None:
        assert best_match(("bike", "theft"), ["bike lanes", "stolen", "a bike theft"]) == 2
        assert best_match(("bike",), ["sheds", "bikes here", "bikes there"]) == 1

    def test_less_than_half_is_none(self) -> None:
        assert best_match(("bike", "theft", "station"), ["bikes"]) is None
        assert best_match((), ["bikes"]) is None
