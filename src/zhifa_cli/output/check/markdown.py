"""``zhifa check -f markdown``: for a pull request, a meeting note, or the summary of a CI job."""

from collections.abc import Iterator

from zhifa_cli.finding import Issue, Result
from zhifa_cli.output.marks import CHECK
from zhifa_cli.text.markdown import escape, table
from zhifa_cli.views.phrases import cited, counts, groups, place, tally, waiver

_HEADER = ("级别", "规则", "依据", "问题", "位置")


def render(result: Result, *, show_waived: bool = False, most: int | None = None) -> str:
    """A table for each unit, the worst first; of more findings than ``most`` the rest is only counted."""
    return "\n".join(_parts(result, show_waived=show_waived, most=most))


def _parts(result: Result, *, show_waived: bool, most: int | None) -> Iterator[str]:
    demo = " · **含演示数据**" if result.demo else ""
    now = "" if result.closed else "（今天，当日到期的尚不算逾期）"
    yield f"# {CHECK}\n\n{escape(result.plan)} · 截至 {result.as_of}{now}{demo}\n\n**{escape(tally(result))}**\n"
    room = len(result.findings) if most is None else most
    for unit, findings in groups(result):
        if shown := findings[:room]:
            yield f"## {escape(unit)}（{counts(findings)}）\n"
            yield table(_HEADER, map(_row, shown))
            room -= len(shown)
    if most is not None and most < len(result.findings):
        yield f"另有 {len(result.findings) - most} 项没有列出。\n"
    if show_waived and result.waived:
        yield f"## 已豁免（{len(result.waived)}）\n"
        rows = ((result.unit_names[w.finding.unit or ""], *_row(w.finding)[1:], waiver(w)) for w in result.waived)
        yield table(("单位", *_HEADER[1:], "豁免"), rows)


def _row(finding: Issue) -> tuple[str, ...]:
    return finding.severity.label, finding.rule, cited(finding), finding.message, place(finding)
