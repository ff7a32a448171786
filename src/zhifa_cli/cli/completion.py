"""What the shell offers at a TAB: names from the data folder. Where anything is amiss it offers nothing.

Completion scripts hand to the shell what they are given, and zsh's is evaluated once too often; so names are
offered only if they have nothing but letters, digits and a few marks.

Each callback imports what it needs when the shell asks, so that no other command pays for it.
"""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import typer

from zhifa_cli.text.unseen import seen

if TYPE_CHECKING:
    from zhifa_cli.source.outline import Part
    from zhifa_cli.source.tree import Value

Offer: TypeAlias = tuple[str, str]
"""A word, and what shells that show more than words say of it."""
Completer: TypeAlias = Callable[[typer.Context, str], list[Offer]]


_WORD = re.compile(r"\w[\w./,-]*")
"""What no shell makes anything of, whatever its completion script does with it. Rules are listed with commas."""
_NO_PROSE = re.compile(r"[^\w \u3001\uff0c\u3002\uff1b\uff08\uff09\u300a\u300b\u3014\u3015./%-]")


def _quietly(offers: Callable[[typer.Context, str], Iterator[Offer]]) -> Completer:
    """An exception at a TAB would print a traceback over the line being typed."""

    @wraps(offers)
    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        try:
            found = [(word, about) for word, about in offers(ctx, incomplete) if word.startswith(incomplete)]
            return [(word, _NO_PROSE.sub("", seen(about))) for word, about in found if _is_harmless(word)]
        except Exception:  # noqa: BLE001 - whatever it is, the shell has no use for it
            return []

    return complete


def _is_harmless(word: str) -> bool:
    return _WORD.fullmatch(word) is not None and seen(word) == word


def _units(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    from zhifa_cli.source.outline import names_of, records, text_at

    for _, unit in records(_values(ctx, "units.yaml"), "units"):
        named = (text_at(unit, "name"), *(name for _, name in names_of(unit, ())))
        names = list(dict.fromkeys(filter(None, named)))
        for name in names if incomplete else names[:1]:  # every unit once, until something says which name is meant
            yield name, text_at(unit, "full_name") or ""


def _measures(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    del incomplete
    yield from ((part.id, part.about) for part in _parts(ctx) if part.id and not part.is_item)


def _items(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    del incomplete
    yield from ((part.id, part.about) for part in _parts(ctx) if part.id and part.is_item)


def _items_and_units(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    known = dict(_measures(ctx, incomplete))
    yield from known.items()
    yield from (offer for offer in _items(ctx, incomplete) if offer[0] not in known)
    yield from _units(ctx, incomplete)


def _rules(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    del ctx
    from zhifa_cli.rules.registry import RULES

    for rule in RULES:
        yield rule.code, rule.name
        if incomplete:
            yield rule.name, rule.code


def _rule_lists(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    """Rules separated by commas: the last of them is the one being typed."""
    before, comma, last = incomplete.rpartition(",")
    for word, about in _rules(ctx, last):
        yield before + comma + word, about


def _explained(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    yield from _rules(ctx, incomplete)
    yield "deadline", "时限的写法"


units = _quietly(_units)
measures = _quietly(_measures)
items = _quietly(_items)
items_and_units = _quietly(_items_and_units)
explained = _quietly(_explained)
rule_lists = _quietly(_rule_lists)


def _parts(ctx: typer.Context) -> "Iterator[Part]":
    from zhifa_cli.source.outline import walk

    return walk(_values(ctx, "measures.yaml"))


def _values(ctx: typer.Context, name: str) -> "Value":
    """The plain values of a file: names are wanted even of a plan that has faults."""
    from zhifa_cli.source import tree
    from zhifa_cli.source.bytes import read_text

    return tree.parse(name, read_text(_folder(ctx), name)[0])[0]


def _folder(ctx: typer.Context) -> Path:
    from zhifa_cli.cli.data_folder import bundled_folder, data_folder

    if data := ctx.params.get("data"):
        return Path(data[0] if isinstance(data, list | tuple) else data)
    try:
        return data_folder(None)
    except typer.BadParameter:
        return bundled_folder()
