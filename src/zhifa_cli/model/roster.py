"""The bodies that are bound, and the groups in which a plan names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic.config import JsonDict

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import ONE_OR_MORE, Flag, FullDate, Slug, Text, fault
from zhifa_cli.text import suggest

Basis: TypeAlias = Literal["细则原文", "公开资料", "推定"]
"""How it is known that a body is bound; 推定 is our own inference, to be confirmed."""
INFERRED: Basis = "推定"

Names: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1), ONE_OR_MORE]
Authorities: TypeAlias = Annotated[
    dict[str, Names], Field(title="上级和同级机关", description="文件统称的机关是哪一家，如 同级司法行政部门: 市司法局")
]
Files: TypeAlias = Annotated[
    tuple[Text, ...],
    Field(title="可用的报送文件", description="只有这些文件能代表本单位，如 submissions/*/donghu*.yaml"),
]


class Span(Record, title="存续期"):
    """When a body exists: both ends inclusive, an open end unlimited."""

    from_: Annotated[FullDate | None, Field(alias="from", title="自")] = None
    until: Annotated[FullDate | None, Field(title="至")] = None
    succeeded_by: Annotated[Text | None, Field(title="承继单位")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.until and self.until < self.from_:
            raise fault("span", f"until（{self.until}）早于 from（{self.from_}）", "until")
        return self


class Group(Record, title="单位组"):
    """A name for several bodies; ``includes`` names groups or units."""

    name: Annotated[Text, Field(title="组名")]
    includes: Annotated[tuple[Text, ...], Field(title="包含的组或单位")] = ()
    note: Annotated[Text | None, Field(title="说明")] = None
    authorities: Authorities = {}  # noqa: RUF012 - pydantic copies it
    files: Files = ()


_BY_NAME: JsonDict = {"type": ["object", "string"]}


class Membership(Record, title="所属的组", json_schema_extra=_BY_NAME):
    """That a body belongs to a group, and how that is known. Its name alone may stand for it."""

    name: Annotated[Text, Field(title="组名")]
    basis: Annotated[Basis | None, Field(title="列入依据")] = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data


class Unit(Record, title="单位"):
    """A body that owes duties and submits reports."""

    id: Annotated[Slug, Field(title="标识", description="小写字母、数字和连字符，如 donghu")]
    name: Annotated[Text, Field(title="简称")]
    full_name: Annotated[Text | None, Field(title="全称")] = None
    aliases: Annotated[tuple[Text, ...], Field(title="别名")] = ()
    groups: Annotated[tuple[Membership, ...], Field(title="所属的组")] = ()
    key: Annotated[Flag | None, Field(title="重点行政执法部门", description="true 或 false；未认定的不写")] = None
    active: Annotated[Span | None, Field(title="存续期")] = None
    succeeded_by: Annotated[Text | None, Field(title="承继单位", description="撤并后由谁承继，与 active 同用")] = None
    basis: Annotated[Basis | None, Field(title="列入依据")] = None
    authorities: Authorities = {}  # noqa: RUF012 - pydantic copies it
    files: Files = ()

    @property
    def ended_on(self) -> date | None:
        """Its last day, where it has one."""
        return self.active.until if self.active else None

    @property
    def begun_on(self) -> date:
        return (self.active and self.active.from_) or date.min

    @property
    def successor(self) -> str | None:
        """Who takes over what it leaves open, by any name."""
        return self.succeeded_by or (self.active.succeeded_by if self.active else None)

    @property
    def names(self) -> tuple[str, ...]:
        """All that this body may be called, its id first."""
        return tuple(n for n in (self.id, self.name, self.full_name, *self.aliases) if n)

    def active_on(self, day: date) -> bool:
        return self.begun_on <= day <= (self.ended_on or date.max)


class Standing(Record, title="名册"):
    """Whether the coordinator has confirmed who is on the roster."""

    confirmed_on: Annotated[FullDate | None, Field(title="确认日期", description="牵头单位确认名册的日期")] = None


@dataclass(frozen=True, slots=True)
class Binding:
    """How an item comes to bind a body: by its name, or as a member of a group."""

    basis: Basis | None
    beneath: bool = False
    """Bound only because one group includes another: it answers for the departments below it."""

    @property
    def inferred(self) -> bool:
        return self.basis == INFERRED


class Roster(Record, title="单位名册"):
    """data/units.yaml: every body, in the order in which reports show them."""

    roster: Annotated[Standing, Field(title="名册")] = Standing()
    groups: Annotated[tuple[Group, ...], Field(title="单位组", description="计划里统称的一批单位")] = ()
    units: Annotated[tuple[Unit, ...], Field(title="单位", description="按报表里的顺序排列")]

    @cached_property
    def _by_name(self) -> dict[str, Unit]:
        return {name: unit for unit in reversed(self.units) for name in unit.names}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.name: group for group in self.groups}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {unit.id: index for index, unit in enumerate(self.units)}

    def unit(self, name: str) -> Unit | None:
        """The body of exactly that id, name, full name or alias."""
        return self._by_name.get(name)

    def knows(self, name: str) -> bool:
        return name in self._by_name or name in self._groups

    def is_group(self, name: str) -> bool:
        """Whether it names several bodies, and is not itself the name of one."""
        return name in self._groups and name not in self._by_name

    def order(self, unit_id: str) -> int:
        return self._order[unit_id]

    def nearest(self, name: str, *, groups: bool = False) -> str | None:
        """The known name most like an unknown one, for a hint and never for a guess."""
        return suggest.nearest(name, (*self._by_name, *(self._groups if groups else ())))

    def members(self, names: tuple[str, ...]) -> tuple[Unit, ...]:
        """The bodies that groups or units name, each one once, in roster order."""
        bound = self.bound(names)
        return tuple(unit for unit in self.units if unit.id in bound)

    def bound(self, names: tuple[str, ...]) -> dict[str, Binding]:
        """The ids of the bodies that groups or units name, and how: by name before by group, by group before beneath."""
        if names not in self._expanded:
            found: dict[str, Binding] = {}
            ways = sorted(self._ways(names), key=lambda way: (way[1].beneath, way[1].basis != "细则原文"))
            for unit, binding in ways:
                found.setdefault(unit.id, binding)
            self._expanded[names] = found
        return self._expanded[names]

    @cached_property
    def _expanded(self) -> dict[tuple[str, ...], dict[str, Binding]]:
        return {}

    def _ways(self, names: tuple[str, ...]) -> Iterator[tuple[Unit, Binding]]:
        for name in names:
            if unit := self.unit(name):
                yield unit, Binding("细则原文")
                continue
            for inner in self._reach(name, set()):
                beneath = inner != name and not _same_kind(inner, name)
                if unit := self.unit(inner):
                    yield unit, Binding(unit.basis, beneath)
                    continue
                for unit in self.units:
                    for membership in unit.groups:
                        if membership.name == inner:
                            yield unit, Binding(membership.basis or unit.basis, beneath)

    def _reach(self, name: str, seen: set[str]) -> Iterator[str]:
        """A group and all that it includes. Groups may include one another in any way: each is told once."""
        if name in seen:
            return
        seen.add(name)
        yield name
        if name not in self._by_name and (group := self._groups.get(name)):
            for inner in group.includes:
                yield from self._reach(inner, seen)

    def _groups_of(self, unit: Unit) -> tuple[Group, ...]:
        """The groups that a body belongs to: those that it names, then those that include it or one of them."""
        own = [group for membership in unit.groups if (group := self._groups.get(membership.name))]
        names = {*unit.names, *(membership.name for membership in unit.groups)}
        reaching = (group for group in self.groups if group not in own and names & set(self._reach(group.name, set())))
        return (*own, *reaching)

    def authorities(self, unit: Unit, word: str) -> tuple[str, ...]:
        """Which bodies a generic recipient (同级司法行政部门) is for a unit; empty where nothing says so."""
        if word not in self._words:
            return ()
        said = (unit.authorities, *(group.authorities for group in self._groups_of(unit)))
        return next((bodies[word] for bodies in said if word in bodies), ())

    @cached_property
    def _words(self) -> frozenset[str]:
        said = (*(group.authorities for group in self.groups), *(unit.authorities for unit in self.units))
        return frozenset(word for bodies in said for word in bodies)

    def may_speak(self, unit: Unit, path: str) -> bool:
        """Whether a file (relative to the data folder) may speak for a unit."""
        allowed = unit.files or tuple(glob for group in self._groups_of(unit) for glob in group.files)
        return not allowed or any(_matches(tuple(path.split("/")), tuple(glob.split("/"))) for glob in allowed)

    def successor(self, unit: Unit, day: date) -> Unit | None:
        """Who, by a day, has taken over from a body that has ended: the first of its successors that outlived it."""
        end, seen = unit.ended_on or date.max, {unit.id}
        heir = self.unit(unit.successor or "")
        while heir is not None and heir.id not in seen and heir.begun_on <= day:
            if (heir.ended_on or date.max) > end:
                return heir
            seen.add(heir.id)
            heir = self.unit(heir.successor or "")
        return None


NO_ROSTER = Roster(units=())
"""Stands in for a roster that cannot be used."""


def _same_kind(one: str, other: str) -> bool:
    """Whether two groups are of bodies of one kind, as their names say: 市级行政执法部门 are among 各级行政执法部门."""
    return one[-2:] == other[-2:]


@lru_cache(maxsize=4096)
def _matches(path: tuple[str, ...], glob: tuple[str, ...]) -> bool:
    """Whether a path is one that a glob names: ``*`` and ``?`` stay within a folder, ``**`` is any number of them."""
    if not glob:
        return not path
    if glob[0] == "**":
        return _matches(path, glob[1:]) or (bool(path) and _matches(path[1:], glob))
    return bool(path) and fnmatchcase(path[0], glob[0]) and _matches(path[1:], glob[1:])
