"""Names that files use of one another: bodies, groups, items. An unknown name is an error, never a guess."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from zhifa_cli.finding import Alike, Finding, Listing, Route
from zhifa_cli.model.plan import NO_PLAN, Item, Plan
from zhifa_cli.model.roster import NO_ROSTER, Roster
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

    def lacks_item(self, name: str) -> bool:
        """Whether no item has that number."""
        return self.plan is not NO_PLAN and name not in self.items

    def unknown_item(self, path: str, route: Route, name: str) -> Finding:
        """ZF106, with the number that was probably meant."""
        cure = hint(nearest(name, self.items), "请照 measures.yaml 写成 条款 或 条款/要求，如 5/report")
        return Finding(rule="ZF106", path=path, route=route, message=f"没有编号为{quoted(name)}的事项；{cure}")

    def item(self, name: str) -> Item | None:
        return self.plan.items.get(name)


def item_routes(measures: Value) -> dict[str, Route]:
    """Where each item stands in measures.yaml, sound or not; the first of equal ids."""
    found: dict[str, Route] = {}
    for i, measure in _records(measures, "measures"):
        for j, clause in _records(measure, "clauses"):
            route: Route = ("measures", i, "clauses", j)
            if isinstance(clause_id := clause.get("id"), str):
                found.setdefault(clause_id, route)
                for k, requirement in _records(clause, "requirements"):
                    found.setdefault(f"{clause_id}/{requirement.get('id')}", (*route, "requirements", k))
    for i, milestone in _records(measures, "milestones"):
        if isinstance(milestone_id := milestone.get("id"), str):
            found.setdefault(milestone_id, ("milestones", i))
    return found


def unit_routes(units: Value) -> dict[str, Route]:
    """Where each unit stands in units.yaml, by every name it has, sound or not."""
    found: dict[str, Route] = {}
    for i, unit in _records(units, "units"):
        aliases = unit.get("aliases")
        names = [
            unit.get("id"),
            unit.get("name"),
            unit.get("full_name"),
            *(aliases if isinstance(aliases, list) else ()),
        ]
        for name in names:
            if isinstance(name, str):
                found.setdefault(name, ("units", i))
    return found


def _records(parent: Value, key: str) -> Iterator[tuple[int, dict[str, Value]]]:
    children = parent.get(key) if isinstance(parent, dict) else None
    for index, child in enumerate(children if isinstance(children, list) else ()):
        if isinstance(child, dict):
            yield index, child


def find_plan_faults(path: str, values: Value, names: Names, faults: Listing) -> None:
    """Names in measures.yaml: bodies that nobody knows, ids given twice, requirements that bind too many."""
    faults.extend(_repeated_items(path, values))
    for route, name in _responsible(values):
        _expect_unit(path, route, name, names, faults, groups=True)
    head = values.get("plan") if isinstance(values, dict) else None
    coordinator = head.get("coordinator") if isinstance(head, dict) else None
    _expect_unit(path, ("plan", "coordinator"), coordinator, names, faults)
    faults.extend(_too_wide(path, names, names.plan, names.roster))


def _expect_unit(  # noqa: PLR0913 - a place, a name, and where to look it up
    path: str, route: Route, name: Value, names: Names, faults: Listing, *, groups: bool = False
) -> None:
    if isinstance(name, str) and names.lacks_unit(name, groups=groups):
        faults.add(Alike("ZF105", path), lambda: names.unknown_unit(path, route, name, groups=groups))


def _too_wide(path: str, names: Names, plan: Plan, roster: Roster) -> Iterator[Finding]:
    for item in plan.items.values():
        if item.clause is None or item.id == item.clause:
            continue
        clause = plan.items[item.clause]
        if item.responsible is clause.responsible:
            continue
        bound = {unit.id for unit in roster.members(clause.responsible)}
        if extra := [unit.name for unit in roster.members(item.responsible) if unit.id not in bound]:
            message = f"要求的责任单位超出了条款 {item.clause} 的责任单位：{'、'.join(extra)}"
            yield Finding(rule="ZF104", path=path, route=(*names.items[item.id], "responsible"), message=message)


def _repeated_items(path: str, values: Value) -> Iterator[Finding]:
    seen: set[str] = set()
    for route, item in _item_ids(values):
        if item in seen:
            yield Finding(rule="ZF104", path=path, route=(*route, "id"), message=f"编号 {item} 重复；请改成不同的编号")
        seen.add(item)


def _item_ids(values: Value) -> Iterator[tuple[Route, str]]:
    for i, measure in _records(values, "measures"):
        yield ("measures", i), f"第 {measure.get('id')} 项举措"
        for j, clause in _records(measure, "clauses"):
            yield ("measures", i, "clauses", j), str(clause.get("id"))
            for k, requirement in _records(clause, "requirements"):
                route: Route = ("measures", i, "clauses", j, "requirements", k)
                yield route, f"{clause.get('id')}/{requirement.get('id')}"
    for i, milestone in _records(values, "milestones"):
        yield ("milestones", i), str(milestone.get("id"))


def _responsible(values: Value) -> Iterator[tuple[Route, str]]:
    for i, measure in _records(values, "measures"):
        for j, clause in _records(measure, "clauses"):
            route: Route = ("measures", i, "clauses", j)
            yield from _names_at(clause, route, "responsible")
            for k, requirement in _records(clause, "requirements"):
                yield from _names_at(requirement, (*route, "requirements", k), "responsible")
    for i, milestone in _records(values, "milestones"):
        yield from _names_at(milestone, ("milestones", i), "responsible")


def _names_at(record: dict[str, Value], route: Route, key: str) -> Iterator[tuple[Route, str]]:
    names = record.get(key)
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str):
            yield (*route, key, index), name


def find_roster_faults(path: str, values: Value, names: Names, faults: Listing) -> None:
    """Names in units.yaml: one name for two bodies, groups that nobody declared."""
    groups = {str(group.get("name")): None for _, group in _records(values, "groups")}
    faults.extend(_repeated_names(path, values))
    for i, group in _records(values, "groups"):
        for route, name in _names_at(group, ("groups", i), "includes"):
            _expect_unit(path, route, name, names, faults, groups=True)
    for i, unit in _records(values, "units"):
        for route, name in _memberships(unit, ("units", i)):
            if name not in groups:
                faults.add(Alike("ZF105", path), partial(_unknown_group, path, route, name, groups))
        active = unit.get("active")
        for owner, here in ((unit, ("units", i)), (active, ("units", i, "active"))):
            heir = owner.get("succeeded_by") if isinstance(owner, dict) else None
            _expect_unit(path, (*here, "succeeded_by"), heir, names, faults)


def _unknown_group(path: str, route: Route, name: str, known: Iterable[str]) -> Finding:
    cure = hint(nearest(name, known), "请先在 groups 里写上", quote=True)
    return Finding(rule="ZF105", path=path, route=route, message=f"没有叫{quoted(name)}的组；{cure}")


def _memberships(unit: dict[str, Value], route: Route) -> Iterator[tuple[Route, str]]:
    """The groups that a body belongs to, each by its name alone or with more about it."""
    yield from _names_at(unit, route, "groups")
    for index, membership in _records(unit, "groups"):
        if isinstance(name := membership.get("name"), str):
            yield (*route, "groups", index, "name"), name


def _repeated_names(path: str, values: Value) -> Iterator[Finding]:
    """Two bodies or groups of one name, or of names that the eye cannot tell apart."""
    owners: dict[str, tuple[Route, str]] = {}
    for route, name in _all_names(values):
        owner, first = owners.setdefault(plain(name), (route[:2], name))
        if owner != route[:2]:
            what = "组" if owner[0] == "groups" else "单位"
            message = f"{quoted(name)}已是另一个{what}的名称；名称不能重复"
            if name != first:
                message = (
                    f"{quoted(name)}和另一个{what}的名称{quoted(first)}只差全角、空格或看不见的字符；请改成认得清的名称"
                )
            yield Finding(rule="ZF104", path=path, route=route, message=message)


def _all_names(values: Value) -> Iterator[tuple[Route, str]]:
    for i, group in _records(values, "groups"):
        if isinstance(name := group.get("name"), str):
            yield ("groups", i, "name"), name
    for i, unit in _records(values, "units"):
        yield from _unit_names(unit, ("units", i))


def _unit_names(unit: dict[str, Value], route: Route) -> Iterable[tuple[Route, str]]:
    for key in ("id", "name", "full_name"):
        if isinstance(name := unit.get(key), str):
            yield (*route, key), name
    yield from _names_at(unit, route, "aliases")
