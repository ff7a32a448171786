"""``zhifa status -f csv``: one row for each duty, in roster and document order."""

from zhifa_cli.output import marks
from zhifa_cli.output.duties import COLUMNS
from zhifa_cli.output.formats import Screen
from zhifa_cli.text.csv import table
from zhifa_cli.views.columns import headings, rows
from zhifa_cli.views.figures import Snapshot
from zhifa_cli.views.wording import DATA_COLUMNS, data_cells

OWN = marks.table(headings(COLUMNS[:3]))


def show(what: Snapshot, _screen: Screen) -> str:
    data = data_cells(what.ledger)
    return table((*headings(COLUMNS), *DATA_COLUMNS), ((*row, *data) for row in rows(COLUMNS, what.duties)))
