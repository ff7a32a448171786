"""``zhifa diff``: what is new, worse, eased and settled from one check to another; of a ``Comparison``."""

import re
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from zhifa_cli.check.comparison import Comparison
from zhifa_cli.check.contract import row
from zhifa_cli.finding import Issue
from zhifa_cli.output import marks, page
from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw, plain
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.text.markdown import table
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.groups import severest_first
from zhifa_cli.views.wording import changes, cited, place, sentence

_TITLE = "变化："
_HEADER = ("级别", "规则", "单位", "依据", "问题")
_PLAIN = "not bold default"
_SETTLED = "已了结"


def _sections(what: Comparison) -> Iterator[tuple[str, list[tuple[Issue | None, Issue]]]]:
    """Each kind of change that there is: what was, where it is told, and what is."""
    added = sorted(what.added, key=severest_first)
    settled = [(None, issue) for issue in what.settled]
    parts = (
        ("新增", [(None, issue) for issue in added]),
        ("变差", what.worse),
        ("好转", what.eased),
        (_SETTLED, settled),
    )
    yield from ((f"{title}", list(issues)) for title, issues in parts if issues)


@drawn(marks.contract("diff"))
def json(what: Comparison, _screen: Screen) -> str:
    """``zhifa.diff/2``."""
    parts = {
        "new": [row(issue) for issue in what.added],
        "worse": [{"before": row(before), "after": row(after)} for before, after in what.worse],
        "eased": [{"before": row(before), "after": row(after)} for before, after in what.eased],
        "settled": [row(issue) for issue in what.settled],
    }
    head = {
        "schema": "zhifa.diff/2",
        "plan": what.new.plan,
        "from": what.old.as_of.isoformat(),
        "to": what.new.as_of.isoformat(),
        "demo": what.old.demo or what.new.demo,
        "summary": {**{name: len(part) for name, part in parts.items()}, "unchanged": what.unchanged},
    }
    return json_text({**head, **parts})


@drawn(re.compile(rf"\A# {_TITLE}[0-9]"))
def markdown(what: Comparison, _screen: Screen) -> str:
    """A table for each kind of change."""
    old, new = what.old, what.new
    parts = [page.head(f"{_TITLE}{old.as_of} → {new.as_of}", new.plan, demo=old.demo or new.demo)]
    parts.append(f"**{changes(what)}**")
    for title, issues in _sections(what):
        header = (*_HEADER, "原为") if issues[0][0] else _HEADER
        parts += [
            f"## {title}（{len(issues)}）",
            table(header, (_cells(was, now, new.unit_names) for was, now in issues)),
        ]
    return page.page(parts)


def _cells(was: Issue | None, now: Issue, names: dict[str, str]) -> tuple[str, ...]:
    unit = names.get(now.unit, now.unit) if now.unit else ""
    cells = (now.severity.label, now.rule, unit, cited(now), now.message)
    return (*cells, _was(was)) if was else cells


def _was(issue: Issue) -> str:
    return f"{issue.severity.label} {issue.rule}：{issue.message}"


@drawn(re.compile(rf"{marks.PLAN}{_TITLE}[0-9]"))
def text(what: Comparison, screen: Screen) -> str:
    """A section for each kind of change, the worst first, and one summary line at the end."""
    old, new = what.old, what.new
    heading = plain(new.plan, "bold").append(f"\n{_TITLE}{old.as_of} → {new.as_of}", _PLAIN)
    if old.demo or new.demo:
        heading.append(" · 含演示数据", "bold")
    parts: list[RenderableType] = [Flow(heading), Text()]
    for title, issues in _sections(what):
        entries = (_entry(was, now, new.unit_names, settled=title == _SETTLED) for was, now in issues)
        parts += [Text(f"{title}（{len(issues)}）", "bold underline")]
        parts += [*(Padding(Flow(entry), (0, 0, 0, 2)) for entry in entries), Text()]
    return draw([*parts, Flow(Text(changes(what), "bold red" if what.regressed else "bold"))], screen)


def _entry(was: Issue | None, now: Issue, names: dict[str, str], *, settled: bool) -> Text:
    if settled:
        return plain(f"{now.severity.label} {now.rule} {sentence(now, names)}", "dim")
    told = Text(f"{now.severity.label} {now.rule} ", SEVERITY_STYLES[now.severity])
    told.append_text(plain(sentence(now, names), _PLAIN))
    for more in (place(now), *([f"原为 {_was(was)}"] if was else [])):
        told.append("\n  ").append_text(plain(more, f"dim {_PLAIN}"))
    return told
