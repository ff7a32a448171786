"""A report's annex for Excel and WPS."""

from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.text.csv import table
from zhifa_cli.views.document import Table
from zhifa_cli.views.wording import DATA_COLUMNS, data_cells


def annex(ledger: Ledger, shown: Table) -> str:
    """进展情况汇总表: one row for each duty."""
    return table((*shown.header, *DATA_COLUMNS), ((*row, *data_cells(ledger)) for row in shown.rows))
