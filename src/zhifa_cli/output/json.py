"""The JSON contracts: versioned, sorted, without a clock, and apart from the internals."""

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from zhifa_cli.check import contract
from zhifa_cli.check.comparison import Comparison
from zhifa_cli.finding import Result
from zhifa_cli.ledger.duty import Duty, DutyKey, Ledger
from zhifa_cli.model.scalars import Month
from zhifa_cli.text.unseen import visible_json
from zhifa_cli.views.agenda import Agenda


def check(result: Result) -> str:
    """``zhifa.check/1``."""
    return _dumps(contract.document(result))


def status(ledger: Ledger, duties: Iterable[Duty]) -> str:
    """``zhifa.status/1``: one row for each leaf item × unit × cycle."""
    return _dumps({**_head("zhifa.status/1", ledger), "duties": [_duty(duty) for duty in duties]})


def overdue(ledger: Ledger, month: Month, duties: Iterable[Duty], excused: Collection[DutyKey]) -> str:
    """``zhifa.overdue/1``: the status rows that are overdue or noncompliant, which are carried over or waived."""
    items = [
        {**_duty(duty), "carried_over": duty.carried_over(month), "waived": duty.key in excused} for duty in duties
    ]
    return _dumps({**_head("zhifa.overdue/1", ledger), "month": str(month), "items": items})


def calendar(shown: Agenda) -> str:
    """``zhifa.calendar/1``: the status rows that fall due within the span, by date, and what they are."""
    items = [{**_duty(duty), "title": duty.item.title, "source": duty.item.source} for duty in shown.duties]
    span = {"from": _day(shown.start), "to": _day(shown.end)}
    return _dumps({**_head("zhifa.calendar/1", shown.ledger), **span, "items": items})


def diff(comparison: Comparison) -> str:
    """``zhifa.diff/1``: what is new, worse, eased and settled from one check to another."""
    pairs = {
        name: [{"before": contract.row(before), "after": contract.row(after)} for before, after in changed]
        for name, changed in (("worse", comparison.worse), ("eased", comparison.eased))
    }
    return _dumps(
        {
            "schema": "zhifa.diff/1",
            "plan": comparison.new.plan,
            "from": _day(comparison.old.as_of),
            "to": _day(comparison.new.as_of),
            "demo": comparison.old.demo or comparison.new.demo,
            "summary": {
                "new": len(comparison.added),
                "worse": len(comparison.worse),
                "eased": len(comparison.eased),
                "settled": len(comparison.settled),
                "unchanged": comparison.unchanged,
            },
            "new": [contract.row(finding) for finding in comparison.added],
            **pairs,
            "settled": [contract.row(finding) for finding in comparison.settled],
        }
    )


def _head(schema: str, ledger: Ledger) -> dict[str, Any]:
    dataset = ledger.dataset
    return {
        "schema": schema,
        "plan": dataset.title,
        "as_of": _day(ledger.cutoff.on),
        "demo": dataset.demo,
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "unit": duty.unit.id,
        "unit_name": duty.body,
        "item": duty.item.id,
        "measure": duty.item.measure,
        "cycle": duty.cycle and int(duty.cycle),
        "due": _day(duty.due),
        "original_due": _day(duty.original_due),
        "status": duty.status.value,
        "completed_on": _day(duty.completed_on),
        "days_overdue": duty.days_overdue,
        "binding": duty.item.binding,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _dumps(document: dict[str, Any]) -> str:
    return visible_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
