"""A worksheet as a Word document: what was asked, what was said, and what the assistant adds.

Styles and headings are Word's own, so that its navigation, a screen reader and a force's template
work on it. Nothing is fetched, and no macro or link to another file is in it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Row

from api.wording import wording
from api.worksheets.cheers import SignShown
from api.worksheets.schemas import StepShown, Suggestion, WorksheetShown

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE: Final = "en-GB"
FONT: Final = "Arial"
MARGIN_CM: Final = 2.2
COLUMNS_CM: Final = (6.6, 3.0, 7.0)
DARK, GREY = RGBColor(0x1D, 0x35, 0x57), RGBColor(0x50, 0x5A, 0x5F)
SHADE: Final = "E8EDF3"
# style: points, points before, points after
LOOK: Final[dict[str, tuple[int, int, int]]] = {
    "Title": (22, 0, 4), "Heading 1": (15, 16, 4), "Heading 2": (11, 8, 1), "Normal": (11, 0, 4),
}  # fmt: skip


def write_document(sheet: WorksheetShown, made_on: date) -> bytes:
    """Return the .docx of the worksheet, with what was suggested and the signs of CHEERS."""
    document = _blank(sheet.title, made_on)
    document.add_heading(sheet.title, 0)
    _about(document, sheet, made_on)
    for stage, steps in groupby(sheet.steps, key=lambda step: (step.stage, step.stage_label)):
        if stage[0] is not None:
            document.add_heading(f"{stage[0].capitalize()}: {stage[1]}", 1)
        for step in steps:
            _step(document, step)
            if step.suggest:
                _suggestions(document, sheet.suggestions)
    _signs(document, sheet.cheers)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def file_name(sheet: WorksheetShown, ending: str) -> str:
    """Return a name for the exported file: its kind, its reference or last day, no free text."""
    mark = sheet.ticket_ref or f"{sheet.updated_at:%Y-%m-%d}"
    return f"{sheet.kind.replace('_', '-')}-{mark}.{ending}"


def printable(text: str) -> str:
    """Return the text without characters that XML may not hold."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff")
    ).translate({0xFFFE: None, 0xFFFF: None})


def _blank(title: str, made_on: date) -> DocumentObject:
    document = Document()
    properties = document.core_properties
    properties.title, properties.language = title, LANGUAGE
    properties.author, properties.comments = wording().worksheet.document.author, ""
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)
    for name, (size, before, after) in LOOK.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        _dress(style, size, before, after)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(2.0)
        for margin in (section.header, section.footer):
            paragraph = margin.paragraphs[0]
            paragraph.add_run(wording().worksheet.document.marking).bold = True
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


def _dress(style: ParagraphStyle, size: int, before: int, after: int) -> None:
    """Give a style our font, size and distances, and the language of its words."""
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]  # the theme's font would win over the name
    style.font.name, style.font.size = FONT, Pt(size)
    if style.name != "Normal":
        style.font.color.rgb, style.font.bold = DARK, True
    for language in properties.findall(qn("w:lang")):
        properties.remove(language)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    properties.append(language)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)  # the rule below the title


def _about(document: DocumentObject, sheet: WorksheetShown, made_on: date) -> None:
    words = wording().worksheet.document
    standing = words.sent.format(ref=sheet.ticket_ref) if sheet.ticket_ref else words.draft
    day = f"{made_on.day} {made_on:%B %Y}"
    _quiet(document, f"{standing} {words.made.format(date=day)}")


def _step(document: DocumentObject, step: StepShown) -> None:
    document.add_heading(step.label, 2)
    lines = [line for line in map(str.strip, printable(step.shown).splitlines()) if line]
    for line in lines:
        document.add_paragraph(line)
    if not lines:
        _quiet(document, wording().worksheet.document.nothing)


def _suggestions(document: DocumentObject, rows: Sequence[Suggestion]) -> None:
    if not rows:
        return
    words = wording().worksheet.document
    document.add_paragraph(words.suggested).paragraph_format.keep_with_next = True
    told = [(row.title, row.evidence_label, row.reason) for row in rows]
    _table(document, (words.response, words.evidence, words.why_evidence), told)


def _signs(document: DocumentObject, signs: Sequence[SignShown]) -> None:
    if not signs:
        return
    words = wording().worksheet.document
    document.add_heading(words.cheers, 1)
    document.add_paragraph(words.cheers_intro).paragraph_format.keep_with_next = True
    told = [
        (
            f"{sign.label}: {sign.means}",
            words.clear if sign.seen else words.unclear,
            sign.advice or "",
        )
        for sign in signs
    ]
    _table(document, (words.sign, words.seen, words.to_add), told)


def _table(
    document: DocumentObject, headings: Sequence[str], told: Sequence[Sequence[str]]
) -> None:
    """Add a table whose first row is marked as its heading, and is repeated on every page."""
    table = document.add_table(rows=1 + len(told), cols=len(headings), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, COLUMNS_CM, strict=True):
        column.width = Cm(width)
    for row, texts in zip(table.rows, (headings, *told), strict=True):
        _fill(row, texts)
    heading = table.rows[0]
    heading._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in heading.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _fill(row: _Row, texts: Sequence[str]) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, COLUMNS_CM, strict=True):
        cell.text, cell.width = printable(text), Cm(width)
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_before = Pt(2)
            for run in paragraph.runs:
                run.font.size = Pt(10)


def _quiet(document: DocumentObject, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.italic, run.font.color.rgb = True, GREY
