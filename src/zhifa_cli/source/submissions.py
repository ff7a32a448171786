"""One submission file -> a reading that depends on nothing but its bytes -> a filing of a known unit.

A reading is what may be made in another process and kept in a cache: faults, and the sound values as
compressed JSON. Names of units and items are looked up afterwards, when the filing is opened.
"""

import json
import zlib
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from zhifa_cli.finding import Finding, Route
from zhifa_cli.model.submission import Submission
from zhifa_cli.source.files import Unreadable, decode, read_bytes
from zhifa_cli.source.filing import FiledEntry, Filing
from zhifa_cli.source.parsing import parse_sheet
from zhifa_cli.source.personal_data import mask
from zhifa_cli.source.references import Names


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says, whoever reads it."""

    path: str
    digest: str
    unit: str | None
    """Whose file it says it is; known even of most files that are too faulty to be used."""
    demo: bool
    faults: tuple[Finding, ...]
    content: bytes | None
    """The sound values and the indices of the sound entries; None where nothing can be used."""


def digest_of(raw: bytes) -> str:
    return blake2b(raw, digest_size=16).hexdigest()


def read_submission(root: Path, path: str) -> Reading:
    """Read one file. Never fails: what is wrong with the file is in the reading's faults."""
    try:
        raw = read_bytes(root, path)
    except Unreadable as error:
        return Reading(path, "", None, demo=False, faults=(error.finding,), content=None)
    return read_content(path, raw)


def read_content(path: str, raw: bytes) -> Reading:
    """The reading of a file's bytes."""
    digest = digest_of(raw)
    faults: list[Finding] = []
    try:
        text, leaks = mask(path, decode(path, raw))
    except Unreadable as error:
        return Reading(path, digest, None, demo=False, faults=(error.finding,), content=None)
    faults.extend(leaks)
    sheet = parse_sheet(path, text, Submission, _droppable, faults)
    if sheet is None:
        return Reading(path, digest, None, demo=False, faults=tuple(faults), content=None)
    values = sheet.values if isinstance(sheet.values, dict) else {}
    unit, content = values.get("unit"), None
    if sheet.salvaged.model:
        count = len(sheet.salvaged.model.progress)
        sound = sheet.salvaged.sound(values)
        content = _pack([sound, sheet.salvaged.indices(("progress",), count)])
    return Reading(
        path,
        digest,
        unit if isinstance(unit, str) else None,
        demo=values.get("demo") == "true",
        faults=tuple(faults),
        content=content,
    )


def open_filing(reading: Reading, names: Names) -> tuple[Filing | None, list[Finding]]:
    """The filing that a reading makes, given who and what the plan knows; and what it names wrongly."""
    unit = names.roster.unit(reading.unit) if names.roster and reading.unit else None
    if reading.content is None:
        return None, []
    sound, indices = _unpack(reading.content)
    faults: list[Finding] = []
    entries: list[FiledEntry] = []
    for index, values in zip(indices, sound.get("progress") or (), strict=True):
        filed = FiledEntry(("progress", index), values)
        if fault := names.entry_fault(reading.path, filed.route, filed.item, filed.cycle):
            faults.append(replace(fault, unit=unit.id if unit else None))
        elif names.item(filed.item):
            entries.append(filed)
    return (Filing(reading.path, unit, sound, tuple(entries)) if unit else None), faults


def _droppable(route: Route) -> Route | None:
    """An entry goes by itself; a table goes whole, since a table without its faulty row could pass."""
    match route:
        case ("progress", int() as index, *_):
            return ("progress", index)
        case ("progress" | "staffing" | "training" as part, *_):
            return (part,)
        case _:
            return None


def _pack(document: object) -> bytes:
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpack(content: bytes) -> tuple[dict[str, Any], list[int]]:
    sound, indices = json.loads(zlib.decompress(content))
    return sound, indices
