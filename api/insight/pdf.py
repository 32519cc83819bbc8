"""The monthly report as a PDF: text that can be read out and searched, with bookmarks.

fpdf2 tags no tables, so it is no PDF/UA: the page of the same report is what a screen reader
should be given, and the PDF says so. The core fonts know Western European letters; others lose
their marks, or become a question mark.
"""

import unicodedata
from typing import Final

from fpdf import FPDF
from fpdf.fonts import FontFace

from api.insight.exports import NOT_GIVEN_OUT
from api.insight.schemas import Figures, Report
from api.insight.tables import SHARES, Table, Value, tables

FONT: Final = "Helvetica"
TYPOGRAPHIC: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-"}
)
# a page is narrower than a spreadsheet
COLUMNS: Final = (
    ("questions", "Questions"),
    ("answered_share", "Answered"),
    ("deflection", "Deflection"),
    ("durable_share", "Durable"),
    ("helpfulness", "Helpful"),
    ("opened", "Requests"),
    ("median_h", "Median h"),
    ("p90_h", "90th pc h"),
)
FIRST_WIDTH: Final = 24
ROOM_MM: Final = 35


def plain(text: str) -> str:
    """Return the text in the letters that the core fonts have; never raises."""
    translated = text.translate(TYPOGRAPHIC)
    letters = (_letter(letter) for letter in translated)
    return "".join(letters)


def _letter(letter: str) -> str:
    if ord(letter) < 32:
        return " "
    try:
        letter.encode("latin-1")
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", letter).encode("latin-1", "ignore").decode("latin-1")
        return bare or ("" if unicodedata.combining(letter) else "?")
    return letter


def shown(name: str, value: Value) -> str:
    """Return a figure as it is printed."""
    if value is None:
        return "-"
    if name in SHARES:
        return f"{float(value):.1%}"
    return f"{value:,}" if isinstance(value, int) else f"{float(value):.1f}"


def to_pdf(report: Report, definitions: dict[str, str], made_on: str) -> bytes:
    """Return the report as a PDF."""
    pdf = FPDF(format="A4")
    pdf.set_lang("en-GB")
    pdf.set_title(plain(f"Prevention Assistant: {report.title}"))
    pdf.set_author("Prevention First Hub")
    pdf.set_creator("Prevention Assistant")
    pdf.set_auto_page_break(True, margin=18)
    pdf.add_page()
    _title(pdf, report, made_on)
    for table in [_compared(report), *tables(report.insight)[1:]]:
        _section(pdf, table.title)
        _table(pdf, table)
    _section(pdf, "How this is counted")
    for name, meaning in definitions.items():
        pdf.set_font(FONT, "B", 9)
        pdf.write(4.5, plain(name.replace("_", " ").capitalize() + ": "))
        pdf.set_font(FONT, "", 9)
        pdf.write(4.5, plain(meaning))
        pdf.ln(6)
    return bytes(pdf.output())


def _title(pdf: FPDF, report: Report, made_on: str) -> None:
    pdf.set_font(FONT, "B", 20)
    pdf.start_section(plain(report.title))
    pdf.multi_cell(0, 10, plain(f"Insight: {report.title}"), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FONT, "", 10)
    insight = report.insight
    said = (
        f"Weeks from {insight.from_date:%d %B %Y} to {insight.to_date:%d %B %Y}. Made on {made_on}."
        f" A dash is a figure that is not given out: {NOT_GIVEN_OUT}, or nobody."
        " The same report is a page of the console, which screen readers read better."
    )
    pdf.multi_cell(0, 5, plain(said), new_x="LMARGIN", new_y="NEXT")


def _compared(report: Report) -> Table:
    rows = ((report.title, report.insight.total), (report.before_title, report.before))
    return Table("Everyone", "Month", rows)


def _section(pdf: FPDF, title: str) -> None:
    pdf.ln(4)
    if pdf.will_page_break(ROOM_MM):  # a heading alone at the foot of a page heads nothing
        pdf.add_page()
    pdf.set_font(FONT, "B", 13)
    pdf.start_section(plain(title), level=1)
    pdf.multi_cell(0, 8, plain(title), new_x="LMARGIN", new_y="NEXT")


def _table(pdf: FPDF, table: Table) -> None:
    if not table.rows:
        pdf.set_font(FONT, "", 10)
        pdf.multi_cell(0, 6, "Nothing was counted.", new_x="LMARGIN", new_y="NEXT")
        return
    pdf.set_font(FONT, "", 8.5)
    widths = (FIRST_WIDTH, *(11 for _ in COLUMNS))
    with pdf.table(
        col_widths=widths,
        text_align=("LEFT", *("RIGHT" for _ in COLUMNS)),
        headings_style=FontFace(emphasis="BOLD", fill_color=(238, 238, 238)),
        line_height=5.5,
    ) as drawn:
        heading = drawn.row()
        for title in (table.first, *(title for _, title in COLUMNS)):
            heading.cell(plain(title))
        for label, figures in table.rows:
            row = drawn.row()
            row.cell(plain(label))
            for text in _cells(figures):
                row.cell(text)


def _cells(figures: Figures) -> list[str]:
    return [shown(name, getattr(figures, name)) for name, _ in COLUMNS]
