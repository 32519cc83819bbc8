"""The diagram: a sound SVG that also speaks."""

from __future__ import annotations

from xml.etree import ElementTree

from knowledge.evaluation import draw_reliability, reliability_of

from .conftest import ARTICLES, ROWS

SVG = "{http://www.w3.org/2000/svg}"


class TestDrawReliability:
    """SVG by hand."""

    def test_is_well_formed_and_named(self) -> None:
        """Whatever the set is called; the title and description are tied to the picture."""
        name = 'a<b>&"c".jsonl'
        root = ElementTree.fromstring(draw_reliability(reliability_of(ROWS, ARTICLES), name))
        title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None and name in (title.text or "")
        assert told is not None and "0.9 to 1.0: 1 questions" in (told.text or "")
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"

    def test_points(self) -> None:
        """One for each bin that holds a row; right ones stand at the top, wrong at the bottom."""
        root = ElementTree.fromstring(draw_reliability(reliability_of(ROWS, ARTICLES), "s"))
        heights = [float(c.get("cy", "0")) for c in root.iter(f"{SVG}circle")]
        assert len(heights) == 6
        assert heights[-1] == min(heights)
        assert len(set(heights)) == 2

    def test_light_and_dark(self) -> None:
        """It follows the reader's preference and brings its own ground."""
        drawn = draw_reliability(reliability_of(ROWS, ARTICLES), "s")
        assert "prefers-color-scheme: dark" in drawn
        assert 'class="ground"' in drawn

    def test_nothing_to_show(self) -> None:
        """Says so, instead of dividing by nothing."""
        assert "nothing to show" in draw_reliability(reliability_of((), ARTICLES), "s")
