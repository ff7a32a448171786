"""What a command works on: a data folder, judged at a cutoff; what is said beside its result, and its exit code."""

import os
import re
import shlex
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from zhifa_cli.check import engine
from zhifa_cli.check.selection import Selection
from zhifa_cli.cli import config
from zhifa_cli.cli.clock import cutoff_of, latest_day, month_of, parse_day, parse_month
from zhifa_cli.cli.data_folder import bundled_folder, data_folder
from zhifa_cli.cli.progress import Bar
from zhifa_cli.cli.writing import for_runner
from zhifa_cli.finding import Result, Waived
from zhifa_cli.ledger.duty import Cutoff, Duty, DutyKey, Ledger
from zhifa_cli.ledger.judge import Ledgers
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.rules.waivers import excused
from zhifa_cli.source.dataset import Dataset
from zhifa_cli.source.folder import load
from zhifa_cli.source.locator import Locator
from zhifa_cli.source.memory import Memory
from zhifa_cli.text.suggest import hint
from zhifa_cli.text.unseen import visible

if TYPE_CHECKING:
    from zhifa_cli.views.board import Board

_LACKING = {"calendar": ("--month", "--known-on"), "check": ("--month",), "show": ("--month",)}
"""Options that a command does not take."""

T = TypeVar("T")


@dataclass(frozen=True)
class Session:
    """One command's view of the data at one cutoff."""

    root: Path
    dataset: Dataset
    ledgers: Ledgers
    cutoff: Cutoff
    month: Month
    """Which month is reported: that of ``--month``, else of the cutoff."""
    selection: Selection
    is_now: bool
    asked: Mapping[str, str] = field(default_factory=dict)
    """The options that say which data and when, as they were given."""

    @cached_property
    def ledger(self) -> Ledger:
        return self.ledgers.at(self.cutoff)

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The duties that ``--unit`` and ``--measure`` leave."""
        return tuple(duty for duty in self.ledger.duties if self.selection.keeps_duty(duty))

    @cached_property
    def result(self) -> Result:
        """What the rules find within the selection."""
        return engine.run(self.ledger, Locator(self.root), self.selection)

    @cached_property
    def excused(self) -> dict[DutyKey, Waived]:
        """The late duties whose findings are waived; the rules need run only where there are waivers at all."""
        return excused(self.result) if self.dataset.waivers else {}

    @property
    def board(self) -> "Board":
        """Who is late with what, of all that was asked for."""
        return self.board_of(self.selection.keeps_duty)

    def board_of(self, keeps: Callable[[Duty], bool]) -> "Board":
        """The same of some duties; and how they stood at the end of the month before, if the plan was there by then."""
        from zhifa_cli.views.board import Board
        from zhifa_cli.views.figures import Snapshot, month_end_before

        cutoff, head = Cutoff(month_end_before(self.cutoff.on)), self.dataset.head

        def earlier() -> Board | None:
            return self.at(cutoff).board_of(keeps) if head and head.issued_on <= cutoff.on else None

        return Board(Snapshot(self.ledger, tuple(filter(keeps, self.ledger.duties))), self.excused, self.month, earlier)

    def command(self, name: str, *words: str, unit: Unit | None = None) -> str:
        """A command line that asks of the same data at the same time, of the same units or of one."""
        units = [unit] if unit else [u for u in self.dataset.roster.units if u.id in self.selection.units]
        measures = [number for number in self.dataset.plan.titles if number in self.selection.measures]
        asked = {option: text for option, text in self.asked.items() if option not in _LACKING.get(name, ())}
        if len(asked) < len(self.asked) and not self.is_now:
            asked["--as-of"] = str(self.cutoff.on)
        of = chain(*(("--unit", _typed(unit)) for unit in units), *(("--measure", str(n)) for n in measures))
        asking = chain(*asked.items())
        asked_of = [*map(_typed, units), *words, *asking] if name == "show" else [*asking, *of, *words]
        return visible(" ".join(map(_quoted, ["zhifa", name, *asked_of])))

    @property
    def unit(self) -> Unit:
        """The unit of a command that takes one."""
        return next(unit for unit in self.dataset.roster.units if unit.id in self.selection.units)

    def at(self, cutoff: Cutoff) -> "Session":
        """The same selection at another cutoff."""
        return replace(self, cutoff=cutoff)

    def shown_path(self, path: str) -> str:
        """A data file's path as a user at this prompt would open it."""
        file = self.root.absolute() / path
        here = Path.cwd()
        return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()

    def repository_path(self, path: str) -> str:
        """A data file's path from the root of the repository that holds it, as CI services want it."""
        root = Path(os.path.normpath(self.root.absolute()))
        top = config.repository(root)
        return (root / path).relative_to(top).as_posix() if top else self.shown_path(path)

    def warn(self, unshown: int | None = None, *, whose: str = "") -> None:
        """On stderr: what the reader must know of the data behind this output, ``unshown`` faults among it (or all)."""
        head = self.dataset.head
        if self.is_now and head and self.cutoff.on > head.ends_on:
            note(
                f"{whose}今天（{self.cutoff.on}）已过计划终止日 {head.ends_on}，以上是今天的状态；看某一天的状态请加 --as-of，如 --as-of {head.ends_on}"
            )
        left_out = sum(fault.left_out for fault in self.dataset.faults) if unshown is None else unshown
        if left_out:
            note(f"{whose}有 {left_out} 处数据有误，没有采用，结论可能因此有出入；运行 zhifa check 查看")


def start(
    data: Path | None,
    as_of: str | None,
    units: Sequence[str] | None = None,
    measures: Sequence[str] | None = None,
    month: str | Month | None = None,
    *,
    rules: frozenset[str] = frozenset(),
    paths: Sequence[Path] = (),
    known_on: str | None = None,
) -> Session:
    """Read the data and judge it. Exits with 2 where the call or the folder is unusable."""
    reported = parse_month(month) if isinstance(month, str) else month
    cutoff = cutoff_of(as_of, reported)
    root = data_folder(data)
    until = parse_day(known_on) if known_on else None
    dataset = load(root, latest_day(), Bar(), Memory.of_user(), until)
    selection = Selection(
        units=frozenset(_unit_ids(dataset, units or ())),
        measures=frozenset(_measure_ids(dataset, measures or ())),
        rules=rules,
        paths=frozenset(_within(root, path) for path in paths),
    )
    is_now = as_of is None and month is None
    given = (("--data", data), ("--as-of", as_of), ("--month", month), ("--known-on", known_on))
    return Session(
        *(root, dataset, Ledgers(dataset), cutoff, reported or month_of(cutoff.on), selection),
        is_now=is_now,
        asked={option: str(value) for option, value in given if value is not None},
    )


def start_bundled(as_of: str | None) -> Session:
    """The plan and roster by themselves, on the day of issue: nobody reports here, so nobody is late."""
    if as_of is not None:
        raise typer.BadParameter("这里没有数据文件夹，谈不上哪一天的状态；请去掉 --as-of，或用 --data 指明数据文件夹")
    dataset = replace(
        load(bundled_folder()),
        filings=(),
        extensions=(),
        exemptions=(),
        waivers=(),
        faults=(),
        rectifications=(),
        postponements=(),
    )
    if dataset.head is None:
        raise LookupError(bundled_folder())
    note(f"这里没有数据文件夹；以下出自随程序附带的《{dataset.head.title}》，没有报送，所列为印发当日的状态")
    cutoff = Cutoff(dataset.head.issued_on)
    return Session(bundled_folder(), dataset, Ledgers(dataset), cutoff, month_of(cutoff.on), Selection(), is_now=False)


def _typed(unit: Unit) -> str:
    """How to name a body on a command line, where a name must not look like an option or hide anything."""
    return unit.name if re.fullmatch(r"\w+", unit.name) else unit.id


def _quoted(word: str) -> str:
    """A word as a shell takes it; one of letters is left as it is, whatever the alphabet."""
    return word if re.fullmatch(r"[\w./:@+-]+", word) else shlex.quote(word)


def _unit_ids(dataset: Dataset, names: Sequence[str]) -> list[str]:
    return [_one(dataset.roster.unit(name), f"名册里没有“{name}”", dataset.roster.nearest(name)).id for name in names]


def _measure_ids(dataset: Dataset, names: Sequence[str]) -> list[int | str]:
    known: dict[str, int | str] = {str(number): number for number in dataset.plan.titles}
    count = f"没有第“{{}}”项举措（共 {len(known)} 项，写序号，如 --measure {next(iter(known), 1)}）"
    found = (
        _one(name if name in known else None, count.format(name), _nearest_measure(dataset, name, known))
        for name in names
    )
    return [known[name] for name in found]


def _nearest_measure(dataset: Dataset, name: str, known: Collection[str]) -> str | None:
    """The measure of an item that was named instead, or the number within a citation."""
    if item := dataset.plan.items.get(name):
        return str(item.measure) if item.measure else None
    number = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", name))
    return number if number in known else None


def _within(root: Path, path: Path) -> str:
    """A path of the command line as a path within the data folder."""
    if not path.exists():
        raise typer.BadParameter(f"没有文件“{path}”")
    for absolute in (os.path.abspath, os.path.realpath):
        base, file = Path(absolute(root)), Path(absolute(path))
        if file.is_relative_to(base):
            inner = file.relative_to(base).as_posix()
            return "" if inner == "." else inner
    raise typer.BadParameter(f"“{path}”不在数据文件夹“{root}”里；别处的数据请用 --data 指明")


def _one(found: T | None, missing: str, nearest: str | None) -> T:
    if found is None:
        raise typer.BadParameter(missing + (f"；{hint(nearest, quote=True)}" if nearest else ""))
    return found


def note(text: str) -> None:
    """A line for the person at the terminal, in which data can do no harm."""
    typer.echo(for_runner(visible(text)), err=True)


def verdict(session: Session) -> int:
    """The exit code of a reporting command that was asked for one; what is waived does not fail."""
    if any(fault.left_out for fault in session.dataset.faults):
        return 2
    return int(any(duty.late and duty.key not in session.excused for duty in session.duties))
