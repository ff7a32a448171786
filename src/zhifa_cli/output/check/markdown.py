"""``zhifa check -f markdown``: for a pull request, a meeting note, or the summary of a CI job."""

from collections.abc import Iterator

from zhifa_cli.finding import Issue
from zhifa_cli.output import marks
from zhifa_cli.output.check import TITLE, Check
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.output.page import head, page
from zhifa_cli.text.markdown import escape, table
from zhifa_cli.views.groups import by_unit_worst_first
from zhifa_cli.views.wording import as_of, by_severity, cited, place, summary, waiver

_HEADER = ("级别", "规则", "依据", "问题", "位置")


@drawn(marks.page(TITLE), joined="\n".join)
def markdown(what: Check, _screen: Screen) -> str:
    """A table for each unit, the worst first."""
    return page(_parts(what))


def _parts(what: Check) -> Iterator[str]:
    result, found = what.result, len(what.result.findings)
    yield head(TITLE, result.plan, as_of(result.as_of, result.known_on, closed=result.closed), demo=result.demo)
    yield f"**{escape(summary(result))}**"
    room = most = found if what.most is None else what.most
    for unit, issues in by_unit_worst_first(result):
        if shown := issues[:room]:
            yield f"## {escape(unit)}（{by_severity(issues)}）"
            yield table(_HEADER, map(_row, shown))
            room -= len(shown)
    if most < found:
        yield f"另有 {found - most} 项没有列出。"
    if what.show_waived and result.waived:
        yield f"## 已豁免（{len(result.waived)}）"
        rows = ((result.unit_names[w.finding.unit or ""], *_row(w.finding)[1:], waiver(w)) for w in result.waived)
        yield table(("单位", *_HEADER[1:], "豁免"), rows)


def _row(issue: Issue) -> tuple[str, ...]:
    return issue.severity.label, issue.rule, cited(issue), issue.message, place(issue)
