"""``zhifa status -f markdown``: the tallied, and the worst standing of each unit in each measure."""

from zhifa_cli.output import marks
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.page import headline, page
from zhifa_cli.output.status import TITLE
from zhifa_cli.text.markdown import table
from zhifa_cli.views.figures import Snapshot
from zhifa_cli.views.standing import ABSENT, WORDS, matrix, named
from zhifa_cli.views.wording import counted, tallied

OWN = marks.page(TITLE)


def show(what: Snapshot, _screen: Screen) -> str:
    head = headline(what.ledger, TITLE)
    if not what.duties:
        return page([head, "没有应办事项。"])
    shown = matrix(what.duties)
    rows = (
        [name, *(WORDS[cell] if (cell := shown.cells.get((unit, measure))) else ABSENT for measure in shown.measures)]
        for unit, name in shown.units.items()
    )
    return page(
        [
            head,
            f"{len(shown.units)} 个单位共 {counted(what.duties)}应办事项：{tallied(what.duties)}。",
            table(["单位", *map(named, shown.measures)], rows),
            f"每格是该单位在该项举措中最差的一项；{ABSENT} 不承担。",
        ]
    )
