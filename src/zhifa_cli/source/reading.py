"""Many submission files -> their readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhifa_cli.source.submissions import Reading, read_submission


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read many files."""

    def read(self, root: Path, paths: Sequence[str]) -> list[Reading]:
        """The reading of each file, in the order of the paths."""
        return [read_submission(root, path) for path in paths]
