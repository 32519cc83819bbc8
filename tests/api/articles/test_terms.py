"""Short forms in what officers read: the first of each says what it stands for."""

import html
import re

import pytest

from api.articles.terms import explained

ABBR = re.compile(r'<abbr class="app-term" title="([^"]*)" tabindex="0">([^<]*)</abbr>')


def marked(shown: str) -> list[tuple[str, str]]:
    """Return (short form, meaning) of each that is marked, from left to right."""
    found = ABBR.findall(explained(shown))
    return [(html.unescape(written), html.unescape(means)) for means, written in found]


class TestExplained:
    """The first of each short form, nowhere else, and nothing else changes."""

    def test_title_and_words_that_follow(self) -> None:
        """For a mouse, and for who reads by ear or copies it."""
        assert explained("<p>A MISPER again.</p>") == (
            '<p>A <abbr class="app-term" title="missing person" tabindex="0">MISPER</abbr>'
            '<span class="app-term__means"> (missing person)</span> again.</p>'
        )

    def test_the_first_only(self) -> None:
        shown = "<p>ASB and ASB.</p><p>More ASB, and a CPN.</p>"
        assert [written for written, _ in marked(shown)] == ["ASB", "CPN"]

    @pytest.mark.parametrize(
        "shown",
        [
            '<p><a href="https://example.org">The CPN guide</a></p>',
            "<p><code>CPN</code></p>",
            "<h3>When to serve a CPN</h3>",
            "<h4><strong>CPN</strong></h4>",
        ],
    )
    def test_not_in_links_code_and_headings(self, shown: str) -> None:
        assert explained(shown) == shown

    def test_after_a_link_it_is_marked(self) -> None:
        assert marked('<p><a href="/x">CPN</a> or CPN</p>') == [
            ("CPN", "community protection notice")
        ]

    @pytest.mark.parametrize(
        "shown",
        [
            "<p>A missing person (MISPER), and that MISPER later.</p>",
            "<p>A <em>missing person</em> (MISPER), and that MISPER later.</p>",
            "<p>A MISPER (missing person), and that MISPER later.</p>",
        ],
    )
    def test_not_where_the_text_explains_it(self, shown: str) -> None:
        assert explained(shown) == shown

    def test_another_in_brackets_is_marked(self) -> None:
        assert [written for written, _ in marked("<p>Partners (CPS and CSP)</p>")] == ["CPS", "CSP"]

    def test_only_as_the_glossary_writes_it(self) -> None:
        """Doctors are no satellites; words for search alone are not marked."""
        assert marked("<p>Ask the GPs about the bike.</p>") == []

    def test_another_spelling_counts(self) -> None:
        assert marked("<p>Detained under section 136.</p>")[0][0] == "section 136"

    def test_special_characters_stay_text(self) -> None:
        shown = "<p>A&amp;E &lt;b&gt; &amp; more</p>"
        assert marked(shown) == [("A&E", "accident and emergency department")]
        assert re.sub(r"</?abbr[^>]*>|<span.*?</span>", "", explained(shown)) == shown

    def test_a_quote_in_a_meaning_ends_no_attribute(self) -> None:
        assert marked("<p>Ask the NFU.</p>") == [("NFU", "National Farmers' Union")]
