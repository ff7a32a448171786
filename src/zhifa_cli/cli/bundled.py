"""The plan and roster that come with the program."""

from pathlib import Path

from zhifa_cli.source.dataset import MEASURES, UNITS

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled_folder() -> Path:
    """Where the two files are: in the package, or in the checkout that an editable install runs from."""
    shipped = _PACKAGE / "bundled"
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / "data"


def bundled_files() -> dict[str, Path]:
    """The two files by name."""
    return {name: bundled_folder() / name for name in (MEASURES, UNITS)}
