"""The names that files use of one another: bodies, groups, items. An unknown one is an error, never a guess."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model import first_edition
from zhifa_cli.model.deadline import SETTLED, Unknown, Within
from zhifa_cli.model.plan import NO_PLAN, Item, Plan, Version
from zhifa_cli.model.roster import NO_ROSTER, Roster
from zhifa_cli.model.submission import Submission
from zhifa_cli.model.workdays import Workdays
from zhifa_cli.source.outline import amended, listed, names_of, records, text_at, walk
from zhifa_cli.source.tree import Value
from zhifa_cli.text.suggest import hint, nearest
from zhifa_cli.text.unseen import plain, quoted


@dataclass(frozen=True, slots=True)
class Names:
    """All names that the plan and the roster give, those of faulty records among them.

    A record that a schema fault removed is still known by name, so that one misspelt key in the roster
    does not turn every report of that unit into an unknown unit.
    """

    plan: Plan
    roster: Roster
    items: dict[str, Route]
    units: dict[str, Route]
    indicators: frozenset[str] = frozenset()
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The columns of each table that the plan declares."""
    amendments: tuple[Route, ...] = ()
    """Where each amendment of the plan stands."""

    def lacks_indicator(self, name: str) -> bool:
        return self.plan is not NO_PLAN and name not in self.indicators

    def unknown_indicator(self, rule: str, path: str, route: Route, name: str) -> Finding:
        """With the id that was probably meant."""
        cure = hint(nearest(name, sorted(self.indicators)), "请照 measures.yaml 的 indicators 写编号")
        return Finding(rule=rule, path=path, route=route, message=f"没有编号为{quoted(name)}的指标；{cure}")

    def tables_of(self, *, of_unit: bool) -> Mapping[str, frozenset[str]]:
        """The columns of each table that a threshold may rest on; those of the unit as a whole on declared ones."""
        if self.plan.tables is not None or self.tables or of_unit:
            return self.tables
        return {form.id: frozenset(column.id for column in form.figures) for form in first_edition.FORMS}

    def has_unusable_table(self, key: str, value: Value) -> bool:
        """Whether a report's key may be a table of a plan that does not say soundly what it is."""
        if key in self.plan.readable_forms or key in Submission.model_fields:
            return False
        return key in self.tables or (self.plan is NO_PLAN and isinstance(value, dict))

    def needs_cycle(self, indicator: str) -> str | None:
        """A cycle for an example, where every item that rests on an indicator falls due again and again."""
        items = [item for item in self.plan.all_versions if any(i.id == indicator for i in item.indicators)]
        if not items or not all(item.recurring for item in items):
            return None
        return next((cycle for item in items for cycle, _ in reversed(self.plan.cycles(item))), None)

    def item(self, name: str) -> Item | None:
        return self.plan.items.get(name)

    def owner(self, version: Version, key: str) -> str:
        """The item that says something of a version of one: itself, or the clause from which it takes that."""
        if version.place:
            return version.place[1]
        clause = version.item.clause
        return clause if clause and key in version.item.inherited else version.item.id

    def place(self, version: Version, key: str) -> Route:
        """Where that is written: in an amendment or in the plan itself."""
        owner = self.owner(version, key)
        return (*self.amendments[version.place[0]], "items", owner, key) if version.place else (*self.items[owner], key)

    def lacks_item(self, name: str) -> bool:
        """Whether no item has that number."""
        return self.plan is not NO_PLAN and name not in self.items

    def unknown_item(self, path: str, route: Route, name: str, *, on_key: bool = False) -> Finding:
        """ZF106, with the number that was probably meant."""
        cure = hint(nearest(name, self.items), "请照 measures.yaml 写成 条款 或 条款/要求，如 5/report")
        message = f"没有编号为{quoted(name)}的事项；{cure}"
        return Finding(rule="ZF106", path=path, route=route, on_key=on_key, message=message)

    def lacks_unit(self, name: str, *, groups: bool = False) -> bool:
        """Whether no body (nor, if asked for, group) is called that."""
        return self.roster is not NO_ROSTER and name not in self.units and not (groups and self.roster.knows(name))

    def unknown_unit(self, path: str, route: Route, name: str, *, groups: bool = False) -> Finding:
        """ZF105, with the name that was probably meant."""
        found = self.roster.nearest(name, groups=groups)
        if found and plain(found) == plain(name):
            cure = f"含有全角、空格或看不见的字符，应写作{quoted(found)}"
        else:
            cure = hint(found, "请照 units.yaml 里的 id、简称、全称或别名填写", quote=True)
        return Finding(rule="ZF105", path=path, route=route, message=f"单位名册里没有{quoted(name)}；{cure}")

    def expect_unit(self, path: str, route: Route, name: str | None, faults: Listing, *, groups: bool = False) -> None:
        if name is not None and self.lacks_unit(name, groups=groups):
            faults.add(Alike("ZF105", path), lambda: self.unknown_unit(path, route, name, groups=groups))


def find_plan_faults(path: str, values: Value, names: Names, faults: Listing) -> None:
    """Names in measures.yaml: bodies that nobody knows, ids given twice, requirements that bind too many."""
    faults.extend(_repeated_ids(path, values))
    for part in (*walk(values), *amended(values)):
        if part.route[0] == "amendments" and part.id and names.lacks_item(part.id):
            fault = names.unknown_item(path, part.route, part.id, on_key=True)
            added = "修改文件新增的事项写进 measures，定期的写明从哪年起"
            faults.append(replace(fault, message=f"{fault.message}；{added}".replace("？；", "？")))
        for key in ("responsible", "supporting") if part.is_item else ():
            for route, name in listed(part.values, part.route, key):
                names.expect_unit(path, route, name, faults, groups=True)
    head = values.get("plan") if isinstance(values, dict) else None
    names.expect_unit(path, ("plan", "coordinator"), text_at(head, "coordinator"), faults)
    faults.extend(_too_wide(path, names, names.plan, names.roster))
    faults.extend(_unknown_numbers(path, values, names))


def _unknown_numbers(path: str, values: Value, names: Names) -> Iterator[Finding]:
    """Indicators and columns of tables that thresholds rest on and that nobody has declared."""
    for part in (*walk(values), *amended(values)):
        threshold = part.values.get("threshold")
        if isinstance(threshold, dict):
            yield from _unknown_in(path, threshold, (*part.route, "threshold"), names)


def _unknown_in(path: str, threshold: dict[str, Value], above: Route, names: Names) -> Iterator[Finding]:
    of_unit = text_at(threshold, "of") == "unit" or "change" in threshold
    table = text_at(threshold, "table")
    tables = names.tables_of(of_unit=of_unit)
    if table is not None and table not in tables:
        cure = hint(nearest(table, tables), "请照 measures.yaml 的 tables 写编号")
        message = f"没有编号为{quoted(table)}的数据表；{cure}"
        yield Finding(rule="ZF104", path=path, route=(*above, "table"), message=message)
        return
    tables = tables if table is None else {table: tables[table]}
    indicators = names.indicators if of_unit and table is None else frozenset[str]()
    columns = frozenset[str]() if "change" in threshold else frozenset[str]().union(*tables.values())
    lists = (found for key in ("share", "hours", "count") for found in listed(threshold, above, key))
    single = (((*above, key), name) for key in ("count", "change") if (name := text_at(threshold, key)))
    named = [*lists, *single]
    unknown = [(route, name) for route, name in named if name not in indicators | columns]
    for route, name in unknown:
        if of_unit and not columns:
            yield names.unknown_indicator("ZF104", path, route, name)
        else:
            cure = hint(nearest(name, sorted(indicators | columns)), "请照 measures.yaml 的 tables 写列的编号")
            message = f"没有编号为{quoted(name)}的列{'或指标' if indicators else ''}；{cure}"
            yield Finding(rule="ZF104", path=path, route=route, message=message)
    if not unknown and (message := _not_one_table([name for _, name in named], threshold, tables, indicators)):
        yield Finding(rule="ZF104", path=path, route=above, message=message)


def _not_one_table(
    named: list[str], threshold: dict[str, Value], tables: Mapping[str, frozenset[str]], indicators: frozenset[str]
) -> str:
    """What is wrong where what a threshold names is all known, but does not stand in one table."""
    if all(name in indicators for name in named):
        several = len(named) > 1 and "count" in threshold
        return "count 的几个编号须是同一张表的列；指标只写一个" if several else ""
    having = [table for table, columns in tables.items() if columns.issuperset(named)]
    if not having:
        return f"{'、'.join(named)} 不在同一张表里；请改成同一张表的列"
    told = f"{'、'.join(having)} 几张表都有这些列；请用 table 写明是哪一张，如 table: {having[0]}"
    return told if len(having) > 1 else ""


def find_deadline_faults(path: str, names: Names, arranged: Workdays, today: date, faults: Listing) -> None:
    """Days counted by a calendar that lacks the year, or from the completion of an item that there is not."""
    told = set[Route]()
    for version in (version for item in names.plan.items.values() for version in names.plan.versions(item)):
        item = version.item
        route = names.place(version, "deadline")
        if route not in told and isinstance(item.deadline, Unknown | Within):
            told.add(route)
            if fault := _deadline_fault(path, route, item, names, arranged, today):
                faults.append(fault)


def _deadline_fault(  # noqa: PLR0913, PLR0917 - a place, an item, and what its date hangs on
    path: str, route: Route, item: Item, names: Names, arranged: Workdays, today: date
) -> Finding | None:
    plan, head, deadline = names.plan, names.plan.plan, item.deadline
    years = range(0)
    if head:
        last = head.ends_on if isinstance(deadline, Unknown) else min(head.ends_on, today)
        years = range(head.issued_on.year, last.year + 2)
    lacking = next((year for year in years if year not in arranged), None)
    match deadline:
        case Within(item=str() as awaited) if names.lacks_item(awaited):
            return names.unknown_item(path, route, awaited)
        case Within(item=str() as awaited) if plan.waits_for_itself(item):
            told = f"等的是 {awaited}，而 {awaited} 又等着 {item.id}，都没有了期限；请核对"
        case Within(item=str() as awaited) if strangers := _strangers(names, item, awaited):
            told = f"等的是本单位办成 {awaited}，而{strangers}不承担 {awaited}，没有了期限；请改写，或写 {SETTLED}"
        case Unknown() | Within(unit="工作日") if lacking:
            told = (
                f"按工作日数，calendar.yaml 里没有 {lacking} 年；请照国务院办公厅的通知补上 holidays、workdays 和文号"
            )
        case _:
            return None
    return Finding(rule="ZF104", path=path, route=route, message=f"{quoted(deadline.text)}{told}")


def _strangers(names: Names, item: Item, awaited: str) -> str:
    """The bodies of an item that do not owe what it waits for, in any of its versions."""
    before = names.plan.items[awaited]
    owing = {unit for v in names.plan.versions(before) for unit in _bound(names.roster, v.item)}
    return "、".join(unit.name for unit in names.roster.units if unit.id in _bound(names.roster, item) - owing)


def _bound(roster: Roster, item: Item) -> set[str]:
    own = set(roster.bound(item.responsible))
    return own & set(roster.bound(item.within)) if item.within else own


def _repeated_ids(path: str, values: Value) -> Iterator[Finding]:
    declared = [(i, text_at(indicator, "id")) for i, indicator in records(values, "indicators")]
    for i, name in declared:
        if name is not None and next(first for first, same in declared if same == name) != i:
            message = f"指标 {name} 写了两次；请改成不同的编号"
            yield Finding(rule="ZF104", path=path, route=("indicators", i, "id"), message=message)
    seen: set[str] = set()
    for part in walk(values):
        what = part.id if part.is_item or part.id is None else f"第 {part.id} 项举措"
        if what in seen:
            message = f"编号 {what} 重复；请改成不同的编号"
            yield Finding(rule="ZF104", path=path, route=(*part.route, "id"), message=message)
        elif what is not None:
            seen.add(what)


def _too_wide(path: str, names: Names, plan: Plan, roster: Roster) -> Iterator[Finding]:
    for item in plan.items.values():
        clause = plan.items[item.clause] if item.clause else item
        if item.responsible is clause.responsible:
            continue
        bound = roster.bound(clause.responsible)
        if extra := [unit.name for unit in roster.members(item.responsible) if unit.id not in bound]:
            message = f"要求的责任单位超出了条款 {item.clause} 的责任单位：{'、'.join(extra)}"
            yield Finding(rule="ZF104", path=path, route=(*names.items[item.id], "responsible"), message=message)


def find_roster_faults(path: str, values: Value, names: Names, faults: Listing) -> None:
    """Names in units.yaml: one name for two bodies, groups that nobody declared."""
    faults.extend(_repeated_names(path, values))
    declared = dict.fromkeys(str(group.get("name")) for _, group in records(values, "groups"))
    for i, group in records(values, "groups"):
        for route, name in listed(group, ("groups", i), "includes"):
            names.expect_unit(path, route, name, faults, groups=True)
    for i, unit in records(values, "units"):
        here: Route = ("units", i)
        for route, name in _memberships(unit, here):
            if name not in declared:
                faults.add(Alike("ZF105", path), partial(_unknown_group, path, route, name, declared))
        for owner, above in ((unit, here), (unit.get("active"), (*here, "active"))):
            names.expect_unit(path, (*above, "succeeded_by"), text_at(owner, "succeeded_by"), faults)


def _unknown_group(path: str, route: Route, name: str, declared: Iterable[str]) -> Finding:
    cure = hint(nearest(name, declared), "请先在 groups 里写上", quote=True)
    return Finding(rule="ZF105", path=path, route=route, message=f"没有叫{quoted(name)}的组；{cure}")


def _memberships(unit: dict[str, Value], route: Route) -> Iterator[tuple[Route, str]]:
    """The groups that a body belongs to, each by its name alone or with more about it."""
    yield from listed(unit, route, "groups")
    for index, membership in records(unit, "groups"):
        if (name := text_at(membership, "name")) is not None:
            yield (*route, "groups", index, "name"), name


def _repeated_names(path: str, values: Value) -> Iterator[Finding]:
    """Two bodies or groups of one name, or of names that the eye cannot tell apart."""
    owners: dict[str, tuple[Route, str]] = {}
    named = [((kind, i), record) for kind in ("groups", "units") for i, record in records(values, kind)]
    for here, record in named:
        for route, name in names_of(record, here):
            owner, first = owners.setdefault(plain(name), (here, name))
            if owner == here:
                continue
            what = "组" if owner[0] == "groups" else "单位"
            message = f"{quoted(name)}已是另一个{what}的名称；名称不能重复"
            if name != first:
                same = f"{quoted(name)}和另一个{what}的名称{quoted(first)}"
                message = f"{same}只差全角、空格或看不见的字符；请改成认得清的名称"
            yield Finding(rule="ZF104", path=path, route=route, message=message)
