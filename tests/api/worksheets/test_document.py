"""The exported document: a Word file with everything in it, readable by everyone."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from api.worksheets.document import file_name, write_document
from api.worksheets.models import Worksheet
from api.worksheets.schemas import Suggestion
from api.worksheets.showing import to_shown
from api.worksheets.suggested import keep

DAY = date(2026, 11, 23)
ROW = Suggestion(
    slug="s", title="Fit barriers", summary="s", grade="did_not_work", reason="Two trials.",
    evidence_label="Did not work", warning="It did not work.", url="/articles/s",
)  # fmt: skip


def sheet(kind="plan", **answers):
    """A worksheet with these answers."""
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return Worksheet(
        id="1", user_id="u", kind=kind, answers=answers, removed={}, step=None, state="open",
        version=1, created_at=now, updated_at=now,
    )  # fmt: skip


def written(made):
    """Return the document of a worksheet, opened again."""
    return Document(BytesIO(write_document(to_shown(made), DAY)))


class TestWriteDocument:
    """The file, opened again."""

    def test_headings_are_words_own_and_in_order(self):
        """The four stages and their questions, so that navigation and screen readers work."""
        document = written(sheet(what="Bikes are taken", assess_on="2027-03-15"))
        first = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert first[:2] == ["Scanning: What is the problem?", "Analysis: Why does it happen?"]
        assert [p.text for p in document.paragraphs if p.style.name == "Title"] == [
            "Problem-solving plan"
        ]
        words = [p.text for p in document.paragraphs]
        assert words[words.index("What happens") + 1] == "Bikes are taken"
        assert words[words.index("Date to look again") + 1] == "15 March 2027"
        assert words[words.index("Where") + 1] == "Not answered."

    def test_tables_say_which_row_is_their_heading(self):
        """Suggestions with their evidence, and the six signs."""
        made = sheet(what="Bikes are taken")
        keep(made, "b", [ROW])
        suggestions, signs = written(made).tables
        for table in (suggestions, signs):
            first, *others = [row._tr.trPr.find(qn("w:tblHeader")) for row in table.rows]
            assert first is not None and others and not any(o is not None for o in others)
        assert [cell.text for cell in suggestions.rows[1].cells] == [
            "Fit barriers", "Did not work", "Two trials."
        ]  # fmt: skip
        assert len(signs.rows) == 7

    def test_it_says_whether_it_was_sent(self):
        """A draft is none of the Hub's."""
        made = sheet(what="x")
        assert "draft" in written(made).paragraphs[1].text
        made.ticket_ref, made.state = "PF-2026-000001", "sent"
        assert "Reference: PF-2026-000001." in written(made).paragraphs[1].text

    def test_marking_language_and_author(self):
        """OFFICIAL above and below; nothing about who made it."""
        document = written(sheet(what="x"))
        section = document.sections[0]
        assert section.header.paragraphs[0].text == section.footer.paragraphs[0].text == "OFFICIAL"
        assert document.core_properties.author == "Prevention Assistant"
        language = document.styles["Normal"].element.rPr.find(qn("w:lang"))
        assert language.get(qn("w:val")) == "en-GB"

    @pytest.mark.parametrize("text", ["a\x0bb\x01c", "<w:b/> & \u2028 \U0001f693 é", "\ufffe=1+1"])
    def test_any_text_makes_a_document(self, text):
        """What XML may not hold is left out, all else is there as typed."""
        said = "\n".join(p.text for p in written(sheet(what=text)).paragraphs)
        assert text[0] in said or text[0] == "\ufffe"
        assert text[-1] in said

    def test_a_form_of_the_portal_has_no_stages_and_no_signs(self):
        """Five questions and their answers."""
        document = written(sheet("idea", happening="x"))
        assert [p for p in document.paragraphs if p.style.name == "Heading 1"] == []
        assert document.tables == []


class TestFileName:
    """A name that is safe anywhere."""

    def test_kind_and_day_or_reference(self):
        """Never what was written."""
        made = sheet("operational_issue", happening="../../etc\r\nSet-Cookie: x")
        assert file_name(to_shown(made), "docx") == "operational-issue-2026-11-20.docx"
        made.ticket_ref = "PF-2026-000001"
        assert file_name(to_shown(made), "json") == "operational-issue-PF-2026-000001.json"
