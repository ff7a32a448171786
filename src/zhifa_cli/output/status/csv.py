"""``zhifa status -f csv``: one row for each duty, in roster and document order."""

from zhifa_cli.ledger.duty import Duty
from zhifa_cli.output import marks
from zhifa_cli.output.duties import COLUMNS
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.csv import table
from zhifa_cli.views.columns import Columns, headings, rows
from zhifa_cli.views.figures import Snapshot
from zhifa_cli.views.wording import data_columns

OWN = marks.table(headings(COLUMNS[:3]))


def show(what: Snapshot, _screen: Screen) -> str:
    columns: Columns[Duty] = (*COLUMNS, *data_columns(what.ledger))
    return table(headings(columns), rows(columns, what.duties))
