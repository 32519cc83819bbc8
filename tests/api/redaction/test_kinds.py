"""Marks stand for notices while we look."""

from hypothesis import given
from hypothesis import strategies as st

from api.redaction.kinds import MARKS, Kind, cut, in_order, mask, unmask
from api.wording import wording


class TestMask:
    """Each notice is one character that nothing can match, and comes back as it was."""

    @given(st.lists(st.sampled_from([*(kind.notice for kind in Kind), "a", " ", "["])))
    def test_there_and_back(self, parts: list[str]) -> None:
        text = "".join(parts)
        assert unmask(mask(text)) == text

    def test_a_typed_mark_is_left_out(self) -> None:
        assert mask(f"a{MARKS}b") == "ab"


class TestCut:
    """Spans become marks."""

    def test_the_longest_of_overlapping_spans_counts(self) -> None:
        assert in_order([(2, 4), (0, 3), (0, 1), (5, 5)]) == [(0, 3)]

    def test_a_space_before_what_stood_against_a_letter(self) -> None:
        assert unmask(cut("AL100AB", [(4, 7)], Kind.POSTCODE)) == f"AL10 {Kind.POSTCODE.notice}"


class TestWording:
    """Every kind has a notice and words for a sentence."""

    def test_one_and_many(self) -> None:
        for kind in Kind:
            assert wording().redaction.named(kind)
            assert "3" in wording().redaction.named(kind, 3)
