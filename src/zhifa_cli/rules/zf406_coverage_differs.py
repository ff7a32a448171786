from collections.abc import Iterator

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import rule
from zhifa_cli.source.dataset import Table

_TOLERATED = 10
"""One in so many people may be in one table and not in the other."""


@rule("ZF406", "coverage-differs", Severity.WARNING, Of.DATA)
def coverage_differs(ledger: Ledger) -> Iterator[Finding]:
    """学时表和人员配备表的人数对不上。

    检查什么：同一年里最新的学时表和最新的人员配备表，执法人员人数相差超过十分之一的。
    依据：学时要求对每名执法人员，表里少列的人不等于达标的人。
    怎么改：核对两张表是不是都列全了；年内人员确有增减的，在学时表里用 since 写明，或补报当年的人员配备表。
    """
    tables: dict[tuple[str, str, int], Table] = {}
    for filing in ledger.dataset.filings:
        for table in filing.tables:
            key = filing.unit.id, table.kind, table.year or table.as_of.year
            older = tables.get(key)
            if table.counts_from <= ledger.cutoff.on and (older is None or older.standing < table.standing):
                tables[key] = table
    for (unit, kind, year), training in tables.items():
        staffing = tables.get((unit, "staffing", year))
        if kind != "training" or staffing is None or training.faulty or staffing.faulty:
            continue
        trained, employed = len(training.rows), sum(row.people for _, row in staffing.rows)
        if abs(trained - employed) * _TOLERATED > employed:
            path, route = training.place("officers")
            yield Finding(
                message=f"{year} 年度学时表列了 {trained} 人，{staffing.as_of} 人员配备表有执法人员 {employed} 人"
                f"（{staffing.path}），相差超过十分之一；请核对",
                path=path,
                route=route,
                unit=unit,
                subject=str(year),
            )
