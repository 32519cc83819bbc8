"""The figures as CSV and Excel: no text in them is ever taken for a formula."""

import csv
import io
from typing import Final

import xlsxwriter

from api.insight.schemas import Insight
from api.insight.tables import COLUMNS, SHARES, Value, tables, values

# What a spreadsheet takes a text for a formula by; the full-width ones are normalised by some.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹢", "﹣")
NOT_GIVEN_OUT: Final = "fewer than 5 people"
CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Value) -> Value:
    """Return a text that no spreadsheet works out: an apostrophe before what would be a formula.

    Spaces before it make no difference. Numbers stay numbers.
    """
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff\u3000").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def to_csv(insight: Insight) -> bytes:
    """Return all tables one below the other, UTF-8 with the mark that Excel looks for."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
    for table in tables(insight):
        writer.writerow([harmless(table.title)])
        writer.writerow([table.first, *(title for _, title in COLUMNS)])
        for label, figures in table.rows:
            writer.writerow([harmless(label), *(_or_reason(value) for value in values(figures))])
        writer.writerow([])
    return file.getvalue().encode("utf-8-sig")


def _or_reason(value: Value) -> Value:
    return NOT_GIVEN_OUT if value is None else value


def to_xlsx(insight: Insight) -> bytes:
    """Return a workbook with a sheet for each table; texts are written as texts."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "Prevention Assistant: insight"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        percent = book.add_format({"num_format": "0.0%"})
        for table in tables(insight):
            sheet = book.add_worksheet(table.title)
            sheet.set_column(0, 0, 32)
            sheet.set_column(1, len(COLUMNS), 12)
            sheet.freeze_panes(1, 1)
            for column, title in enumerate((table.first, *(title for _, title in COLUMNS))):
                sheet.write_string(0, column, title, bold)
            for row, (label, figures) in enumerate(table.rows, start=1):
                sheet.write_string(row, 0, str(harmless(label)))
                for column, ((name, _), value) in enumerate(
                    zip(COLUMNS, values(figures), strict=True), start=1
                ):
                    if value is None:
                        sheet.write_string(row, column, NOT_GIVEN_OUT)
                    else:
                        sheet.write_number(row, column, value, percent if name in SHARES else None)
    return file.getvalue()
