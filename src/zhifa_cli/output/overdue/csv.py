"""``zhifa overdue -f csv``: one row for each late duty."""

from zhifa_cli.output import marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.overdue import Overdue
from zhifa_cli.output.overdue.columns import SPREADSHEET
from zhifa_cli.text.csv import table
from zhifa_cli.views.columns import headings, rows
from zhifa_cli.views.wording import DATA_COLUMNS, data_cells

OWN = marks.table(headings(SPREADSHEET[:4]))


def show(what: Overdue, _screen: Screen) -> str:
    late = (row for _, part in what.parts for row in part)
    data = data_cells(what.ledger)
    return table((*headings(SPREADSHEET), *DATA_COLUMNS), ((*row, *data) for row in rows(SPREADSHEET, late)))
