"""``zhifa diff -f markdown``: for a pull request or a meeting note."""

from collections.abc import Iterable, Iterator

from zhifa_cli.check.comparison import Comparison
from zhifa_cli.finding import Issue
from zhifa_cli.output.marks import DIFF
from zhifa_cli.text.markdown import escape, table
from zhifa_cli.views.phrases import changes, cited, severest_first

_HEADER = ("级别", "规则", "单位", "依据", "问题")


def render(comparison: Comparison, names: dict[str, str]) -> str:
    """A table for each kind of change."""
    return "\n".join(_parts(comparison, names))


def _parts(comparison: Comparison, names: dict[str, str]) -> Iterator[str]:
    old, new = comparison.old, comparison.new
    demo = " · **含演示数据**" if old.demo or new.demo else ""
    yield f"# {DIFF}{old.as_of} → {new.as_of}\n\n{escape(new.plan)}{demo}\n\n**{changes(comparison)}**\n"
    yield from _section("新增", _HEADER, [_row(f, names) for f in sorted(comparison.added, key=severest_first)])
    for title, pairs in (("变差", comparison.worse), ("好转", comparison.eased)):
        rows = [
            (*_row(after, names), f"{before.severity.label} {before.rule}：{before.message}") for before, after in pairs
        ]
        yield from _section(title, (*_HEADER, "原为"), rows)
    yield from _section("已了结", _HEADER, [_row(finding, names) for finding in comparison.settled])


def _section(title: str, header: Iterable[str], rows: list[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield f"## {title}（{len(rows)}）\n"
        yield table(tuple(header), rows)


def _row(finding: Issue, names: dict[str, str]) -> tuple[str, ...]:
    unit = names.get(finding.unit, finding.unit) if finding.unit else ""
    return finding.severity.label, finding.rule, unit, cited(finding), finding.message
