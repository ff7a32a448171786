"""What reports and pages are made of."""

from datetime import date
from functools import cache

import typer

from zhifa_cli.cli.session import Session
from zhifa_cli.ledger.duty import Cutoff
from zhifa_cli.views.figures import Material, Snapshot


def material(session: Session, reply_by: date | None = None) -> Material:
    """The state at a session's cutoff within its selection, and at earlier days.

    Raises:
        typer.BadParameter: nothing is known to fall due, because the plan's dates are faulty.
    """
    head = session.dataset.head
    if head is None:
        raise typer.BadParameter("计划信息有误，写不出报告；请运行 zhifa check，改好 measures.yaml 的 plan")

    @cache
    def at(day: date) -> Snapshot:
        earlier = session.at(Cutoff(day))
        return Snapshot(earlier.ledger, earlier.duties)

    asked = tuple(unit for unit in session.dataset.roster.units if unit.id in session.selection.units)
    units = "、".join(unit.name for unit in asked) or "全部责任单位"
    measures = (
        "、".join(f"第{number}项" for number in session.dataset.plan.titles if number in session.selection.measures)
        or "全部"
    )
    scope = f"{units}；{measures}举措"
    now = Snapshot(session.ledger, session.duties)
    return Material(head, now, at, session.result, scope, asked, reply_by, session.selection.measures)
