"""A document's text becomes a draft article: in place, in order, and all of it."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import EvidenceGrade, format_article, parse_article
from knowledge.importing.arranging import MAX_BODY_CHARS
from knowledge.importing.conversion import convert
from knowledge.importing.drafting import Draft, draft, to_article
from knowledge.importing.limits import Limits
from knowledge.importing.models import Converted, Kind, Link
from knowledge.importing.outline import blocks
from knowledge.importing.refusals import DocumentRefused, Why
from knowledge.importing.sources import MAX_SOURCES
from tests.knowledge.importing import documents

TODAY = date(2026, 11, 23)
LONG = (
    "Agree one lead, one plan and one place to turn them away before the season starts; then "
    "serve the order at the gate."
)


def of(markdown: str, kind: Kind = Kind.html, name: str = "guide.html", **about: object) -> Draft:
    """The draft of a text."""
    return draft(Converted(kind, markdown, **about), name, TODAY)  # type: ignore[arg-type]


def of_file(data: bytes, name: str) -> Draft:
    """The draft of a whole file."""
    patient = replace(Limits(), wall_s=240.0, cpu_s=60)
    return draft(convert(io.BytesIO(data), patient), name, TODAY)


def bodies(made: Draft) -> dict[str, str]:
    """The sections' texts by heading."""
    return {section.heading: section.body_markdown for section in made.sections}


def words(text: str) -> Counter[str]:
    """Every word, with how often it stands there."""
    return Counter(re.findall(r"[^\W_]+", text))


def all_words(made: Draft) -> Counter[str]:
    """Every word of a draft but those of its sources."""
    whole = [made.title, made.summary]
    whole += [part for s in made.sections for part in (s.heading, s.body_markdown)]
    return words("\n".join(whole))


class TestDraft:
    """The parts of a draft."""

    def test_of_a_word_document(self) -> None:
        """Headings go where their words say; deeper ones stay with theirs."""
        made = of_file(documents.docx(body=documents.LINK + documents.TABLE), "sheds.docx")
        assert made.title == "How do we stop shed burglaries?"
        assert made.summary.startswith("Register every bike and tool")
        found = bodies(made)
        assert (
            found["What to do"] == "### Recommended actions\n\nWalk the alley with the residents."
        )
        assert "#### What it cost\n\nTwelve pounds" in found["What it rests on"]
        assert "- Measure; Price\n- Alarm; 9 pounds" in found["When not to"]
        own, linked = made.sources
        assert own.title == "How do we stop shed burglaries? (Word document, sheds.docx)"
        assert (own.as_of, own.checked, own.url) == ("2025-03-09", False, None)
        assert linked.publisher == "college.police.uk"
        assert (linked.title, linked.checked) == ("Shed guidance", False)
        assert linked.url == "https://www.college.police.uk/guidance/sheds"

    def test_of_a_presentation(self) -> None:
        """A slide's title is a heading."""
        made = of_file(documents.pptx(), "meets.pptx")
        assert made.title == "How do we deal with car meets?"
        assert "The council" in bodies(made)["Who to involve"]
        assert made.sources[1].url == "https://www.legislation.gov.uk/ukpga/2014/12"

    def test_of_a_pdf(self) -> None:
        """Lines are joined; a known heading that stands alone is one; links are found."""
        made = of_file(documents.pdf(documents.PDF_LINES), "meets.pdf")
        assert made.title == "Car meets: a short guide"
        found = bodies(made)
        assert found["What to do"].endswith(
            "Close the upper deck at eight. See https://www.gov.uk/guidance/pspo."
        )
        assert "before the season starts; then" in made.summary
        assert [s.url for s in made.sources] == [
            None, "https://www.gov.uk/guidance/pspo", "https://popcenter.asu.edu/problems",
        ]  # fmt: skip

    def test_is_due_for_review_within_ninety_days(self) -> None:
        """As everything that rests on a source nobody opened."""
        assert (of(LONG).review_date - TODAY).days == 90

    @pytest.mark.parametrize(
        ("markdown", "about", "title"),
        [
            ("# The guide\n\ntext", {"title": "Other"}, "The guide"),
            ("## Steps\n\ntext", {"title": "The guide"}, "The guide"),
            ("## The guide\n\ntext", {"title": "Microsoft Word - x.doc"}, "The guide"),
            ("The guide\n\n## Steps\n\ntext", {"title": "Untitled"}, "The guide"),
            (f"{LONG}{LONG}", {}, "guide"),
        ],
    )
    def test_title(self, markdown: str, about: dict[str, str], title: str) -> None:
        """The main heading, what the file says, the first heading or line, the file's name."""
        assert of(markdown, **about).title == title

    def test_invents_no_citation(self) -> None:
        """A reference number of the document would point at our sources."""
        made = of(f"# T\n\n{LONG} [1] As [2, 3] say, and [4-6].")
        assert not re.search(r"\[\d", made.summary + str(made.sections))
        assert "(2, 3)" in made.summary
        assert any("reference numbers" in line for line in made.left_out)

    @pytest.mark.parametrize(
        ("link", "kept"),
        [
            ("[a guide](https://www.gov.uk/a)", "[a guide](https://www.gov.uk/a)"),
            ("[a guide](http://www.gov.uk/a)", "a guide"),
            ("[a guide](file:///c:/a.doc)", "a guide"),
            ("[a guide](https://intranet/a)", "a guide"),
            ("[Jo](mailto:jo@force.example)", "Jo"),
            ("[a guide](#below)", "a guide"),
            ("![logo](logo.png) a guide", " a guide"),
        ],
    )
    def test_links(self, link: str, kept: str) -> None:
        """Those to the web by https stay; of the others their words."""
        assert of(f"# T\n\n{LONG}\n\n## Steps\n\nSee {link}.").sections[0].body_markdown == (
            f"### Steps\n\nSee {kept}."
        )

    def test_addresses_of_people_are_no_sources(self) -> None:
        """Nor what is too long, or nowhere."""
        made = of(
            "# T\n\n<https://jo:pw@a.example/> https://a.example/?who=jo@b.example "
            "https://localhost/ https://www.gov.uk/ok, https://www.gov.uk/ok"
        )
        assert [source.url for source in made.sources] == [None, "https://www.gov.uk/ok"]

    def test_no_more_sources_than_an_article_takes(self) -> None:
        """The rest is told."""
        made = of("# T\n\n" + " ".join(f"https://a.example/{n}" for n in range(40)))
        assert len(made.sources) == MAX_SOURCES
        assert "11 link(s) in the text are not among the sources." in made.left_out

    def test_cleans_all_of_its_text(self) -> None:
        """What redacts is applied to title, text, file name and the words of links."""
        converted = Converted(
            Kind.html,
            "# Ask Jo\n\nJo knows.\n\n## Jo's steps\n\n[Jo wrote](https://a.example/b)",
            links=(Link("https://a.example/c", "Jo too"),),
        )
        made = draft(converted, "Jo.html", TODAY, lambda text: text.replace("Jo", "[name]"))
        assert "Jo" not in repr(made)

    def test_reports_what_to_check(self) -> None:
        """In sentences."""
        made = of(f"# T\n\n{LONG}\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
        assert "1 table(s) turned into lists: compare them with the document." in made.left_out
        assert any("evidence grade" in line for line in made.to_check)
        assert any("What to do, Who to involve" in line for line in made.to_check)

    def test_an_article_file_comes_back_as_it_was(self) -> None:
        """But for what a curator is to decide again."""
        made = of(f"# T\n\n{LONG}\n\n## Steps\n\nWalk.\n\n## Risks\n\nNone.")
        article = to_article(made, "t")
        again = of(format_article(article), Kind.markdown, "t.md")
        assert again.own is not None
        assert to_article(again, "other") == article


class TestPersonalDataInAddresses:
    """An address may hold what a text may not, quoted."""

    RING = "https://a.example/ring?tel=07700%20900123#top"

    @staticmethod
    def clean(text: str) -> str:
        """What redacts, for one number."""
        return text.replace("07700 900123", "[phone]")

    @pytest.mark.parametrize("url", [RING, "HTTPS://a.example/ring?tel=07700+900123"])
    def test_query_and_fragment_are_cut(self, url: str) -> None:
        """In the sources and in the text; the report counts it."""
        converted = Converted(
            Kind.html,
            f"# T\n\n{LONG}\n\n## Steps\n\nSee [a guide]({url}), {url} or https://a.example/?p=1#b.",
            links=(Link(url, "again"), Link("https://a.example/other?p=2")),
        )
        made = draft(converted, "a.html", TODAY, self.clean)
        assert [source.url for source in made.sources] == [
            None, "https://a.example/ring", "https://a.example/?p=1#b",
            "https://a.example/other?p=2",
        ]  # fmt: skip
        assert "(https://a.example/ring), https://a.example/ring or" in bodies(made)["What to do"]
        assert "900123" not in repr(made)
        assert "1 link(s) cut at the ? or #: personal data stood in the address." in made.left_out

    def test_in_an_article_file(self) -> None:
        """Its own sources are judged as well."""
        own = to_article(of(f"# T\n\n{LONG} See <{self.RING}>."), "t")
        converted = Converted(Kind.markdown, format_article(own))
        made = draft(converted, "t.md", TODAY, self.clean)
        assert made.own is not None
        assert [source.url for source in made.sources] == [None, "https://a.example/ring"]


class TestHostileText:
    """No text takes longer, or grows further, than its length is worth."""

    @pytest.mark.parametrize(
        "text",
        [
            "# a" + " " * 39_990 + "b",
            "# a" + " #" * 19_990 + "b",
            r"\[" * 20_000,
            "![" * 20_000,
            "[](x" + "(a)" * 13_000,
        ],
    )
    @pytest.mark.alone
    def test_soon_done(self, text: str) -> None:
        """As long as a text may be."""
        began = monotonic()
        of(text[: Limits().text_chars])
        assert monotonic() - began < 1

    def test_a_long_head_names_no_cell(self) -> None:
        """It would stand in every row."""
        name = "n" * 61
        made = of(f"# T\n\n{LONG}\n\n## Steps\n\n| {name} | b |\n| - | - |\n| 1 | 2 |\n")
        assert bodies(made)["What to do"].endswith("- 1; b: 2")

    def test_a_table_that_grows(self) -> None:
        """The text is counted again once its tables are lists."""
        table = f"| {'n' * 60} |\n| - |\n" + "| a |\n" * 2_000
        with pytest.raises(DocumentRefused, match="with its tables as lists") as caught:
            of(f"# T\n\n{table}")
        assert caught.value.code is Why.too_long

    def test_a_wide_table(self) -> None:
        """Thousands of columns over thousands of short rows stay as short as they were."""
        table = "|" + "x|" * 5_000 + "\n|" + "-|" * 5_000 + "\n" + "| a |\n" * 2_000
        assert sum(len(s.body_markdown) for s in of(table).sections) < Limits().text_chars

    def test_more_sections_than_an_article_has(self) -> None:
        """Such as when redaction makes a text longer."""
        converted = Converted(Kind.html, f"# T\n\n{'ab ' * 13_000}")
        with pytest.raises(DocumentRefused, match="an article has at most 12") as caught:
            draft(converted, "a.html", TODAY, lambda text: text.replace("ab", "[a notice]"))
        assert caught.value.code is Why.too_long


class TestOrdinaryOddities:
    """What many a document holds does not stand in its draft's way."""

    def test_what_cannot_be_stored(self) -> None:
        """Control characters and halves of surrogate pairs go; breaks of a page part words."""
        made = of(
            f"# T\x00he gu\ud800ide\n\n{LONG}\n\n## Steps\n\none\x0btwo\ttab [l\x00ink](https://a.example/b)",
            links=(Link("https://a.example/c", "w\x01ord"), Link("https://a.example/\x00d")),
        )
        assert made.title == "The guide"
        assert "one two\ttab [link](https://a.example/b)" in bodies(made)["What to do"]
        assert [s.title for s in made.sources[1:]] == ["link", "word"]
        assert of(f"{LONG}{LONG}", title="A\x00 B").title == "A B"

    @pytest.mark.parametrize(
        "text",
        ["[HTTPS://w](HTTPS://www.gov.uk/A)", "<Https://www.gov.uk/A>", "HTTPS://www.gov.uk/A"],
    )
    def test_scheme_in_capitals(self, text: str) -> None:
        """An address is one all the same."""
        made = of(f"# T\n\n{LONG}\n\n## Steps\n\nSee {text}", links=(Link("HTTP://b.example"),))
        assert [s.url for s in made.sources[1:]] == ["https://www.gov.uk/A", "http://b.example"]

    @pytest.mark.parametrize("body", ["##   \nWalk.", "```\n\n## " + "note " * 30 + "\n\n```"])
    def test_no_text_begins_as_a_section(self, body: str) -> None:
        """Not once it is stripped, as an article's text is."""
        made = of(f"# T\n\n{body}")
        parts = [made.summary, *(s.body_markdown for s in made.sections)]
        assert not any(part.strip().startswith("## ") for part in parts)

    @pytest.mark.parametrize(
        ("line", "heading"),
        [
            ("## A ##", "A"),
            ("## A#", "A#"),
            ("##  A  # #  ", "A #"),
            ("##\u00a0", None),
            ("## ##", None),
        ],
    )
    def test_closed_headings(self, line: str, heading: str | None) -> None:
        """A row of # after a space ends a heading and is no part of it."""
        found = [block.heading for block in blocks(line) if block.heading]
        assert found == ([heading] if heading else [])


class TestNothingIsLost:
    """Every word of a document is in its draft."""

    LINES = st.lists(
        st.sampled_from(
            ["# One", "## Next steps", "### Deeper", "## Odd bits", "#### Risks", "", "",
             "Short line", LONG, "- item", "1. first", "| a | b |", "| --- | --- |", "> said",
             "```", "# not a heading", "Under\n-----", "**bold** and _slanted_", "Evaluation"]
        ),
        max_size=40,
    )  # fmt: skip

    @given(LINES, st.sampled_from([Kind.html, Kind.markdown, Kind.pdf]))
    @settings(max_examples=150, deadline=None)
    def test_whatever_its_form(self, lines: list[str], kind: Kind) -> None:
        """Headings, lists, tables, code, in any order."""
        text = "\n".join(f"{line} w{n}" if line[-1:].isalpha() else line
                         for n, line in enumerate(lines))  # fmt: skip
        made = of(text, kind)
        lost = words(text) - all_words(made)
        named = {"what", "to", "do"}  # of a heading that is the section's own name
        assert {word for word in lost if word.lower() not in named} == set()

    def test_however_long(self) -> None:
        """The longest text that is taken fits into the sections of one article."""
        part = "word " * (Limits().text_chars // 5 // 5 - 10)
        headings = ("Steps", "Background", "Partners", "Results", "Risks")
        text = "\n\n".join(f"## {name}\n\n{part}" for name in headings)
        made = of(text)
        assert len(made.sections) <= 12
        assert all(len(s.body_markdown) <= MAX_BODY_CHARS for s in made.sections)
        assert words(text)["word"] <= all_words(made)["word"]
        assert len({section.heading for section in made.sections}) == len(made.sections)


class TestToArticle:
    """The draft as a file."""

    def test_is_read_back_the_same(self) -> None:
        """To Markdown and back through parse_article."""
        article = to_article(of_file(documents.PAGE.encode(), "asb.html"), "asb")
        assert parse_article(format_article(article), ()) == article
        assert article.evidence.grade is EvidenceGrade.untested
        assert not any(source.checked for source in article.sources)
