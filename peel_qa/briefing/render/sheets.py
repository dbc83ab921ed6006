"""The tracker as CSV and as a spreadsheet. A cell that a spreadsheet would take for a formula is kept as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from peel_qa.briefing.tracker import COLUMNS, TrackerRow
from peel_qa.text import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (20, 16, 12, 26, 20, 70, 18, 14, 14, 10, 26, 40, 34, 7, 28, 40)
_LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet may hold."""


def safe(text: str) -> str:
    """A cell's text, without invisible characters; what begins as a formula does gets an apostrophe before it."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def csv_text(rows: Sequence[TrackerRow]) -> bytes:
    """The table as CSV in UTF-8, with a byte order mark, by which spreadsheets know the encoding."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in row.cells()] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def xlsx(rows: Sequence[TrackerRow], title: str, made: str) -> bytes:
    """The table as a spreadsheet: a head that stays, filters, wrapped text, links to the originals."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Tracker"
    book.properties.title, book.properties.creator = visible(title), "peel_qa"
    book.properties.created = book.properties.modified = datetime.fromisoformat(made)
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([safe(cell)[:_LONGEST_CELL] for cell in row.cells()])
    _dress(sheet, len(rows))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _dress(sheet: Worksheet, rows: int) -> None:
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1D4F91")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment, cell.data_type = Alignment(wrap_text=True, vertical="top"), "s"
        address = row[-1]
        if str(address.value).startswith(("https://", "http://")):
            address.hyperlink, address.font = str(address.value), Font(color="1D4F91", underline="single")
    sheet.freeze_panes = "G2"
    last = get_column_letter(len(COLUMNS))
    table = Table(displayName="Tracker", ref=f"A1:{last}{rows + 1}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
    sheet.add_table(table)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = "landscape", 0, True
    sheet.print_title_rows = "1:1"
