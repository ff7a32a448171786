"""``zhifa overdue -f csv``: one row for each late duty."""

from zhifa_cli.output import marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.overdue import Overdue, Row
from zhifa_cli.output.overdue.columns import SPREADSHEET
from zhifa_cli.text.csv import table
from zhifa_cli.views.columns import Columns, headings, rows
from zhifa_cli.views.wording import data_columns

OWN = marks.table(headings(SPREADSHEET[:4]))


def show(what: Overdue, _screen: Screen) -> str:
    late = (row for _, part in what.parts for row in part)
    columns: Columns[Row] = (*SPREADSHEET, *data_columns(what.ledger))
    return table(headings(columns), rows(columns, late))
