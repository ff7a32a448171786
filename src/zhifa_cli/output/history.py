"""``zhifa history``: each report on a duty in order, what it changed, and how the duty stood by what was known then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Route
from zhifa_cli.ledger.duty import Duty, Ledger
from zhifa_cli.model.roster import Unit
from zhifa_cli.output import duties, marks, page
from zhifa_cli.output.console import STATUS_STYLES, Flow, draw, headline, plain
from zhifa_cli.output.formats import Screen, array, drawn
from zhifa_cli.text import csv as spreadsheet
from zhifa_cli.text.markdown import escape
from zhifa_cli.text.unseen import json_text
from zhifa_cli.views.columns import Column, Columns, headings, rows
from zhifa_cli.views.history import Step, Story
from zhifa_cli.views.wording import CYCLE, cited, data_columns, state

_TITLE = "报送经过"
_NOTHING = "没有报送过。"
_BACK = "改口"


@dataclass(frozen=True, slots=True)
class History:
    """What a unit reported, duty by duty."""

    ledger: Ledger
    unit: Unit
    stories: tuple[Story, ...]
    place: Callable[[str, Route], str]
    """Where something stands, for a reader who wants to open it."""
    whole: bool
    """Whether a screen shows what was reported only once, too."""

    @property
    def lines(self) -> Iterator[tuple[Duty, Step]]:
        return ((story.duty, step) for story in self.stories for step in story.steps)


def _columns(what: History) -> tuple[Column[tuple[Duty, Step]], ...]:
    return (
        Column("单位", lambda line: line[0].body),
        Column("事项编号", lambda line: line[0].item.id),
        Column("事项", lambda line: line[0].item.title),
        Column(CYCLE, lambda line: line[0].cycle),
        Column("报送日期", lambda line: line[1].filing.submitted_on),
        Column("报告月份", lambda line: str(line[1].filing.reported)),
        Column("所报", lambda line: line[1].said),
        Column("变化", lambda line: line[1].changed),
        Column(_BACK, lambda line: _BACK if line[1].contradicts else None),
        Column("当时的结论", lambda line: _then(line[1])),
        Column("在哪里", lambda line: what.place(line[1].filing.path, line[1].route)),
    )


_OPENS_WITH = ("单位", "事项编号", "事项", CYCLE, "报送日期")


@drawn(marks.contract("history"), joined=array)
def json(what: History, _screen: Screen) -> str:
    """``zhifa.history/1``"""
    items = [
        {
            **duties.row(story.duty),
            "reports": [
                {
                    "submitted_on": step.filing.submitted_on.isoformat(),
                    "period": str(step.filing.reported),
                    "path": step.filing.path,
                    "place": what.place(step.filing.path, step.route),
                    "said": step.said,
                    "changed": step.changed or None,
                    "contradicts": step.contradicts,
                    "status": step.then.status.value if step.then else None,
                }
                for step in story.steps
            ],
        }
        for story in what.stories
    ]
    return json_text({**duties.head("zhifa.history/1", what.ledger), "unit": what.unit.id, "duties": items})


@drawn(marks.table(_OPENS_WITH))
def csv(what: History, _screen: Screen) -> str:
    columns: Columns[tuple[Duty, Step]] = (*_columns(what), *data_columns(what.ledger))
    return spreadsheet.table(headings(columns), rows(columns, what.lines))


@drawn(marks.page(_TITLE), joined="\n".join)
def markdown(what: History, _screen: Screen) -> str:
    parts = [page.headline(what.ledger, _TITLE), f"单位：{escape(what.unit.name)}"]
    for story in what.stories:
        lines = ((story.duty, step) for step in story.steps)
        parts += [f"## {escape(_headed(story))}", page.table(_columns(what)[4:], lines)]
    return page.page(parts if what.stories else [*parts, _NOTHING])


@drawn(marks.text(_TITLE), joined="\n".join)
def text(what: History, screen: Screen) -> str:
    """A duty, its reports below it; what takes a completion back stands out."""
    parts: list[RenderableType] = [headline(what.ledger, _TITLE), Flow(plain(f"单位：{what.unit.name}")), Text()]
    if not what.stories:
        return draw([*parts, Text(_NOTHING)], screen)
    shown = [story for story in what.stories if what.whole or len(story.steps) > 1]
    for story in sorted(shown, key=lambda story: not any(step.contradicts for step in story.steps)):
        parts += [Flow(plain(_headed(story), "bold")), Padding(_steps(what, story), (0, 0, 1, 2))]
    back = sum(step.contradicts for _, step in what.lines)
    told = f"共 {len(what.stories)} 个事项，{sum(1 for _ in what.lines)} 次报送" + (
        f"，{_BACK} {back} 次" if back else ""
    )
    once = len(what.stories) - len(shown)
    rest = f"；其中 {once} 个只报过一次，没有列出（列出请加 --all）" if once else ""
    return draw([*parts, Flow(Text(f"{told}{rest}。看一个事项：zhifa history 单位 事项"))], screen)


def _steps(what: History, story: Story) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for step in story.steps:
        told = plain(step.said)
        if step.changed:
            told.append_text(plain(f"（{step.changed}）", "dim"))
        if step.contradicts:
            told.append_text(plain(f"  {_BACK}：收回了“已完成”", "bold red"))
        if step.then:
            told.append("\n当时的结论：", "dim").append_text(
                plain(_then(step), STATUS_STYLES.get(step.then.status, ""))
            )
        told.append_text(plain(f"  {what.place(step.filing.path, step.route)}", "dim"))
        table.add_row(plain(step.filing.submitted_on), Flow(told))
    return table


def _headed(story: Story) -> str:
    return f"{story.duty.item.title}  {cited(story.duty)}  现在：{state(story.duty)}"


def _then(step: Step) -> str:
    return state(step.then) if step.then else "当时不归该单位"
