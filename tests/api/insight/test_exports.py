"""The figures taken away: the same as on the page, and nothing a spreadsheet would work out."""

import csv
import io
import zipfile

import pytest
from fpdf import FPDF

from api.insight.exports import harmless
from api.insight.pdf import plain
from tests.api.insight.conftest import MONDAY

EVIL = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "  =1", "\u3000=1"]
FIVE = [f"pc-{n}" for n in range(5)]


@pytest.fixture
def busy(office, count):
    """Some weeks; one area is named as an attacker would."""
    for who in FIVE:
        office.ask(who, area='=HYPERLINK("http://x","y")')
    for n in range(6):
        office.send(f"pc-{n}", MONDAY, MONDAY, topic="victims")
    count()


RANGE = {"from": "2026-09-07", "to": "2026-11-23"}


class TestHarmless:
    """What would be a formula is a text."""

    @pytest.mark.parametrize("text", EVIL)
    def test_gets_an_apostrophe(self, text):
        """Full-width signs and signs behind a space too."""
        assert harmless(text) == f"'{text}"

    @pytest.mark.parametrize("value", ["Plain", "a=b", "", 7, -7, 0.5, None])
    def test_anything_else_stays(self, value):
        """Numbers are numbers, negative ones too."""
        assert harmless(value) == value


class TestCsv:
    """GET /v1/insight/export.csv."""

    def test_same_figures_as_the_document(self, busy, client, lead):
        """All tables, and no cell begins a formula."""
        found = client.get("/v1/insight/export.csv", params=RANGE, headers=lead)
        assert found.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in found.headers["content-disposition"]
        rows = list(csv.reader(io.StringIO(found.content.decode("utf-8-sig"))))
        shown = client.get("/v1/insight", params=RANGE, headers=lead).json()
        assert rows[2][1:3] == [str(shown["total"]["questions"]), str(shown["total"]["answered"])]
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
        assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)
        assert any("fewer than 5 people" in row for row in rows)

    def test_whose(self, client, curator, officer):
        """A lead's; that it was taken is audited elsewhere."""
        for kind in ("export.csv", "export.xlsx", "reports/2026-09", "reports/2026-09.pdf"):
            address = f"/v1/insight/{kind}"
            assert client.get(address).status_code == 401
            assert client.get(address, headers=officer).status_code == 403
            assert client.get(address, headers=curator).status_code == 403


class TestExcel:
    """GET /v1/insight/export.xlsx."""

    def test_texts_are_texts(self, busy, client, lead):
        """A workbook with five sheets and no formula in it."""
        found = client.get("/v1/insight/export.xlsx", params=RANGE, headers=lead)
        with zipfile.ZipFile(io.BytesIO(found.content)) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            assert len(sheets) == 5
            assert all(b"<f>" not in book.read(name) for name in sheets)
            assert b"'=HYPERLINK" in book.read("xl/sharedStrings.xml")


class TestPdf:
    """GET /v1/insight/reports/{month}.pdf."""

    def test_is_a_pdf_with_title_and_language(self, busy, client, lead):
        """What a reader program needs first."""
        found = client.get("/v1/insight/reports/2026-09.pdf", headers=lead)
        assert found.status_code == 200, found.text
        assert found.content.startswith(b"%PDF-")
        assert b"/Lang (en-GB)" in found.content
        assert b"/Outlines" in found.content

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Ŵyl y Bêl – “cŵn”", 'Wyl y Bêl - "cwn"'),
            ("北京", "??"),
            ("a\u200db\x00c\n", "a?b c "),
            ("🚓", "?"),
        ],
    )
    def test_letters_that_the_fonts_lack_never_stop_it(self, text, shown):
        """They lose their marks, or become a question mark; fpdf2 prints what is left."""
        assert plain(text) == shown
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("Helvetica")
        pdf.write(5, plain(text))
        assert pdf.output()

    @pytest.mark.parametrize("month", ["2026-13", "0000-01"])
    def test_no_such_month(self, client, lead, month):
        """404."""
        assert client.get(f"/v1/insight/reports/{month}.pdf", headers=lead).status_code == 404
        assert client.get(f"/v1/insight/reports/{month}", headers=lead).status_code == 404

    def test_no_month_at_all(self, client, lead):
        """422."""
        assert client.get("/v1/insight/reports/now", headers=lead).status_code == 422

    def test_an_empty_month(self, client, lead):
        """A report that says so."""
        assert client.get("/v1/insight/reports/2025-01.pdf", headers=lead).status_code == 200


class TestReport:
    """GET /v1/insight/reports/{month}."""

    def test_same_figures_as_the_page_of_the_same_weeks(self, busy, client, lead):
        """One way of counting."""
        report = client.get("/v1/insight/reports/2026-09", headers=lead).json()
        inner = report["insight"]
        params = {"from": inner["from_date"], "to": inner["to_date"]}
        assert client.get("/v1/insight", params=params, headers=lead).json() == inner
        assert (report["title"], report["before_title"]) == ("September 2026", "August 2026")
