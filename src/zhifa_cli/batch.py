"""The engine over very many submissions: one unit at a time, in several processes, from a cache when known.

A unit's findings rest on the plan, the roster, its own files and the cutoff, and on nothing else. So units
are judged apart, which bounds the memory of a run, and a unit of which nothing changed is not judged again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from zhifa_cli.engine import Part, collect, examine
from zhifa_cli.finding import Result
from zhifa_cli.ledger import Cutoff, build
from zhifa_cli.selection import Selection
from zhifa_cli.source.cache import Cache
from zhifa_cli.source.dataset import Dataset
from zhifa_cli.source.locator import Locator
from zhifa_cli.source.processes import in_chunks
from zhifa_cli.source.reading import MANY, Reader

_MANY_UNITS = 16
_PART = TypeAdapter(Part)


@dataclass(frozen=True)
class Job:
    """What is to be judged, and how."""

    root: Path
    dataset: Dataset
    cutoff: Cutoff
    selection: Selection


def run(job: Job, reader: Reader, baseline: frozenset[str] = frozenset()) -> Result:
    """The result of ``engine.run`` over the whole ledger, made of the units' parts."""
    units = job.dataset.roster.units
    files = len(job.dataset.readings)
    cache = reader.cache_for(files)
    keys = _keys(job) if cache else {}
    parts = _remembered(cache, keys) if cache else {}
    new = [index for index, unit in enumerate(units) if unit.id not in parts]
    made = in_chunks(
        _examine_units,
        new,
        reader.workers if files >= MANY else 1,
        reader.progress,
        worth_it=_MANY_UNITS,
        setup=_take,
        setup_args=(job,),
    )
    fresh = {units[index].id: part for index, part in zip(new, made, strict=True)}
    if cache:
        cache.remember_findings(dict(_rows(keys, fresh)), {unit.id for unit in units})
    common = examine(build(job.dataset.of_nobody(), job.cutoff, ()), Locator(job.root), job.selection)
    ordered = [parts.get(unit.id) or fresh[unit.id] for unit in units]
    return collect(job.dataset, job.cutoff, [common, *ordered], baseline)


def _remembered(cache: Cache, keys: dict[str, str]) -> dict[str, Part]:
    """The parts of units of which nothing has changed."""
    parts: dict[str, Part] = {}
    for unit, (key, content) in cache.findings().items():
        if keys.get(unit) == key:
            with suppress(ValidationError):
                parts[unit] = _PART.validate_json(content)
    return parts


def _rows(keys: dict[str, str], parts: dict[str, Part]) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """The parts as a cache keeps them; JSON cannot hold the path of a file whose name is no text."""
    for unit, part in parts.items():
        with suppress(PydanticSerializationError):
            yield unit, (keys[unit], _PART.dump_json(part))


_jobs: list[Job] = []
"""The job of this process: what all its units need, given once and not with each chunk."""


def _take(job: Job) -> None:
    _jobs[:] = [job]


def _examine_units(indices: Sequence[int]) -> list[Part]:
    """Units by their place in the roster: the job's own, since rules ask whether two are the same object."""
    job = _jobs[0]
    places = Locator(job.root)
    units = [job.dataset.roster.units[index] for index in indices]
    ledgers = (build(job.dataset.of(unit), job.cutoff, (unit,)) for unit in units)
    return [examine(ledger, places, job.selection) for ledger in ledgers]


def _keys(job: Job) -> dict[str, str]:
    """For each unit a hash of all that its findings rest on."""
    common = hashlib.blake2b(repr((job.cutoff, _sorted(job.selection), job.dataset.common)).encode())
    keys: dict[str, str] = {}
    for unit in job.dataset.roster.units:
        key = common.copy()
        for reading in job.dataset.readings_of(unit):
            key.update(f"{reading.path}\0{reading.digest}\0".encode(errors="surrogatepass"))
        keys[unit.id] = key.hexdigest()
    return keys


def _sorted(selection: Selection) -> tuple[object, ...]:
    parts = (selection.units, selection.rules, selection.paths)
    return *(sorted(part) for part in parts), sorted(selection.measures)
