"""``zhifa diff`` at a terminal: what is new, worse, eased and settled."""

import re
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from zhifa_cli.check.comparison import Comparison, Pair
from zhifa_cli.finding import Issue
from zhifa_cli.output import marks
from zhifa_cli.output.console import SEVERITY_STYLES, Flow, draw, plain
from zhifa_cli.output.diff import TITLE
from zhifa_cli.output.formats import Screen
from zhifa_cli.views.ranking import severest_first
from zhifa_cli.views.wording import changes, place, sentence

OWN = re.compile(rf"{marks.PLAN}{TITLE}[0-9]")
_PLAIN = "not bold default"


def show(what: Comparison, screen: Screen) -> str:
    """A section for each kind of change, the worst first, and one summary line at the end."""
    old, new, names = what.old, what.new, what.new.unit_names
    heading = plain(new.plan, "bold").append(f"\n{TITLE}{old.as_of} → {new.as_of}", _PLAIN)
    if old.demo or new.demo:
        heading.append(" · 含演示数据", "bold yellow")
    parts: list[RenderableType] = [
        Flow(heading),
        Text(),
        *_section("新增", (_added(f, names) for f in sorted(what.added, key=severest_first))),
        *_section("变差", (_changed(pair, names) for pair in what.worse)),
        *_section("好转", (_changed(pair, names) for pair in what.eased)),
        *_section("已了结", (_settled(f, names) for f in what.settled)),
        Flow(Text(changes(what), "bold red" if what.regressed else "bold green")),
    ]
    return draw(parts, screen)


def _section(title: str, entries: Iterable[Text]) -> Iterator[RenderableType]:
    listed = list(entries)
    if listed:
        yield Text(f"{title}（{len(listed)}）", "bold underline")
        yield from (Padding(Flow(entry), (0, 0, 0, 2)) for entry in listed)
        yield Text()


def _added(finding: Issue, names: dict[str, str]) -> Text:
    text = Text(f"{finding.severity.label} {finding.rule} ", SEVERITY_STYLES[finding.severity])
    text.append_text(plain(sentence(finding, names), _PLAIN))
    return text.append("\n  ").append_text(plain(place(finding), f"dim {_PLAIN}"))


def _changed(pair: Pair, names: dict[str, str]) -> Text:
    before, after = pair
    was = f"原为 {before.severity.label} {before.rule}：{before.message}"
    return _added(after, names).append("\n  ").append_text(plain(was, f"dim {_PLAIN}"))


def _settled(finding: Issue, names: dict[str, str]) -> Text:
    return plain(f"{finding.severity.label} {finding.rule} {sentence(finding, names)}", "dim")
