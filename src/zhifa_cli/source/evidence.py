"""The files that evidence names: whether they are there, and what they hold. What they show, people judge."""

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from zhifa_cli.model.submission import Evidence
from zhifa_cli.source.bytes import leaves
from zhifa_cli.source.dataset import EvidenceFile

_CHUNK = 1 << 20


def look_at(root: Path, shown: Iterable[Evidence]) -> dict[str, EvidenceFile]:
    """What stands at each named path; the content is read only of files that were sealed."""
    sealed: dict[str, bool] = {}
    for evidence in shown:
        if evidence.file is not None:
            sealed[evidence.file] = sealed.get(evidence.file, False) or evidence.sha256 is not None
    return {path: look(root, path, read=read) for path, read in sealed.items()}


def look(root: Path, path: str, *, read: bool) -> EvidenceFile:
    """One file: why it cannot be used, or (where it is to be read) the SHA-256 of its content."""
    file = root / path
    try:
        if leaves(root, str(file)):
            return EvidenceFile("经链接通到数据文件夹之外")
        if not stat.S_ISREG(file.stat().st_mode):
            return EvidenceFile("不是普通文件")
        return EvidenceFile(sha256=_sha256(file) if read else None)
    except FileNotFoundError:
        return EvidenceFile("不在数据文件夹里")
    except (OSError, ValueError):
        return EvidenceFile("读不了")


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | getattr(os, "O_NONBLOCK", 0))) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
