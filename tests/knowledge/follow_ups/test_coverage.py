"""What an article is said to mention, and not to mention, is so, word by word."""

import pytest

from knowledge import Section
from knowledge.follow_ups import SUMMARY, aspect_of, coverage, headings_on, passages
from tests.api.conftest import make_article

ARTICLE = make_article(
    title="How do we cut bike theft?",
    summary="Lock two wheels. Stands cost about £80 each.",
    sections=(
        Section("What to do", "1. Ask shops to help.\n2. Count bikes for three months."),
        Section("Who to involve", "The station manager and neighbourhood teams [1]."),
    ),
    sample_questions=("bikes in winter",),
)


class TestCoverage:
    """`coverage`."""

    def test_where_it_is_mentioned(self) -> None:
        found = coverage(ARTICLE, ["shop"])
        assert (found.headings, found.missing) == (("What to do",), ())

    def test_sample_questions_are_not_the_articles_words(self) -> None:
        assert coverage(ARTICLE, ["winter"]).missing == ("winter",)

    def test_a_slip_is_no_other_word(self) -> None:
        assert coverage(ARTICLE, ["neigbourhood"]).missing == ()

    def test_another_word_of_the_family_counts(self) -> None:
        assert coverage(ARTICLE, ["neighbourly"]).missing == ()
        assert coverage(ARTICLE, ["mangle"]).missing == ("mangle",)

    def test_what_stands_in_the_summary_alone(self) -> None:
        assert coverage(ARTICLE, ["wheels"]).headings == (SUMMARY,)

    def test_some_of_it(self) -> None:
        found = coverage(ARTICLE, ["shops", "winter"])
        assert (found.headings, found.missing) == (("What to do",), ("winter",))

    def test_nothing_asked(self) -> None:
        assert coverage(ARTICLE, []).headings == ()


class TestAspects:
    """`aspect_of`, `headings_on` and `passages`."""

    @pytest.mark.parametrize(
        ("text", "aspect"),
        [
            ("who do I talk to about that", "people"),
            ("how long does that take", "time"),
            ("which of those is cheapest", "cost"),
            ("is there any evidence", "evidence"),
            ("any downsides?", "limits"),
            ("what about in winter", None),
        ],
    )
    def test_what_is_asked(self, text: str, aspect: str | None) -> None:
        assert aspect_of(text) == aspect

    def test_a_section_of_its_own(self) -> None:
        assert headings_on(ARTICLE, "people") == ("Who to involve",)
        assert headings_on(ARTICLE, "limits") == ()

    def test_sentences_that_speak_of_it(self) -> None:
        assert passages(ARTICLE, "cost") == ("Stands cost about £80 each.",)
        assert passages(ARTICLE, "effort") == ()
