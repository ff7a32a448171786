"""``zhifa diff -f markdown``: for a pull request or a meeting note."""

import re
from collections.abc import Iterator

from zhifa_cli.check.comparison import Comparison
from zhifa_cli.finding import Issue
from zhifa_cli.output.diff import TITLE
from zhifa_cli.output.formats import Screen
from zhifa_cli.output.page import head, page
from zhifa_cli.text.markdown import table
from zhifa_cli.views.ranking import severest_first
from zhifa_cli.views.wording import changes, cited

OWN = re.compile(rf"\A# {TITLE}[0-9]")
_HEADER = ("级别", "规则", "单位", "依据", "问题")


def show(what: Comparison, _screen: Screen) -> str:
    """A table for each kind of change."""
    return page(_parts(what))


def _parts(what: Comparison) -> Iterator[str]:
    old, new, names = what.old, what.new, what.new.unit_names
    yield head(f"{TITLE}{old.as_of} → {new.as_of}", new.plan, demo=old.demo or new.demo)
    yield f"**{changes(what)}**"
    yield from _section("新增", _HEADER, [_row(issue, names) for issue in sorted(what.added, key=severest_first)])
    for title, pairs in (("变差", what.worse), ("好转", what.eased)):
        rows = [
            (*_row(after, names), f"{before.severity.label} {before.rule}：{before.message}") for before, after in pairs
        ]
        yield from _section(title, (*_HEADER, "原为"), rows)
    yield from _section("已了结", _HEADER, [_row(issue, names) for issue in what.settled])


def _section(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield f"## {title}（{len(rows)}）"
        yield table(header, rows)


def _row(issue: Issue, names: dict[str, str]) -> tuple[str, ...]:
    unit = names.get(issue.unit, issue.unit) if issue.unit else ""
    return issue.severity.label, issue.rule, unit, cited(issue), issue.message
