"""The bodies that are bound, and the groups in which a plan names them."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Flag, FullDate, Slug, Text, fault


class Span(Record, title="存续期"):
    """When a body exists: both ends inclusive, an open end unlimited."""

    from_: Annotated[FullDate | None, Field(alias="from", title="自")] = None
    until: Annotated[FullDate | None, Field(title="至")] = None

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


class Unit(Record, title="单位"):
    """A body that owes duties and submits reports."""

    id: Annotated[Slug, Field(title="标识", description="小写字母、数字和连字符，如 donghu")]
    name: Annotated[Text, Field(title="简称")]
    full_name: Annotated[Text | None, Field(title="全称")] = None
    aliases: Annotated[tuple[Text, ...], Field(title="别名")] = ()
    groups: Annotated[tuple[Text, ...], Field(title="所属的组")] = ()
    key: Annotated[Flag | None, Field(title="重点行政执法部门", description="true 或 false；未认定的不写")] = None
    active: Annotated[Span | None, Field(title="存续期")] = None
    basis: Annotated[Literal["细则原文", "公开资料", "推定"] | None, Field(title="列入依据")] = None

    @property
    def names(self) -> tuple[str, ...]:
        """All that this body may be called, its id first."""
        return tuple(n for n in (self.id, self.name, self.full_name, *self.aliases) if n)

    def active_on(self, day: date) -> bool:
        if self.active is None:
            return True
        return (self.active.from_ or date.min) <= day <= (self.active.until or date.max)


class Roster(Record, title="单位名册"):
    """data/units.yaml: every body, in the order in which reports show them."""

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

    def order(self, unit_id: str) -> int:
        return self._order[unit_id]

    def nearest(self, name: str, *, groups: bool = False) -> str | None:
        """The known name most like an unknown one, for a hint and never for a guess."""
        known = [*self._by_name, *(self._groups if groups else ())]
        return next(iter(get_close_matches(name, known, n=1, cutoff=0.5)), None)

    def members(self, names: tuple[str, ...]) -> tuple[Unit, ...]:
        """The bodies that groups or units name, each one once, in roster order."""
        found = self.member_ids(names)
        return tuple(unit for unit in self.units if unit.id in found)

    def member_ids(self, names: tuple[str, ...]) -> frozenset[str]:
        """The ids of the bodies that groups or units name."""
        if names not in self._expanded:
            self._expanded[names] = frozenset(unit.id for unit in self._expand(names, set()))
        return self._expanded[names]

    @cached_property
    def _expanded(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {}

    def _expand(self, names: tuple[str, ...], expanded: set[str]) -> Iterator[Unit]:
        """Groups may include one another in any way: each is expanded once."""
        for name in names:
            if unit := self.unit(name):
                yield unit
            elif (group := self._groups.get(name)) and name not in expanded:
                expanded.add(name)
                yield from (unit for unit in self.units if name in unit.groups)
                yield from self._expand(group.includes, expanded)
