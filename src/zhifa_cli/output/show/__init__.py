"""``zhifa show``: what was asked after."""

from dataclasses import dataclass

from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.model.plan import Item, Measure
from zhifa_cli.model.roster import Unit


@dataclass(frozen=True, slots=True)
class Query:
    ledger: Ledger
    of: Measure | Item | Unit
