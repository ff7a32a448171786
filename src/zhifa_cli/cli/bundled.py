"""The plan and roster that come with the program."""

from pathlib import Path

from zhifa_cli.source.dataset import MEASURES, UNITS

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled_files() -> dict[str, Path]:
    """The two files by name: within the package, or in the checkout that an editable install runs from."""
    folder = _PACKAGE / "bundled"
    if not folder.is_dir():
        folder = _PACKAGE.parent.parent / "data"
    return {name: folder / name for name in (MEASURES, UNITS)}
