"""The repository's own data with a few of its bodies: whole commands over it take a third of the time."""

import re
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "data"
BESIDES = {"西湖区", "南昌县", "进贤县", "市水利局", "市城管执法局"}
"""Who stays beside those whom the plan or the README names."""


def write(folder: Path, *, reports: bool = True) -> Path:
    """Make the data folder: the whole plan, the smaller roster, and perhaps what those bodies reported."""
    for name, text in _files().items():
        if reports or name in {"measures.yaml", "units.yaml"}:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@cache
def _files() -> dict[str, str]:
    texts = {file.relative_to(DATA).as_posix(): file.read_text(encoding="utf-8") for file in DATA.rglob("*.yaml")}
    named = texts["measures.yaml"] + (REPOSITORY / "README.md").read_text(encoding="utf-8")
    entries = {
        "measures.yaml": None,
        "statistics/tables.yaml": None,
        "evaluation.yaml": None,
        "units.yaml": ("  - id: ", "    name: "),
    }
    entries |= dict.fromkeys(("extensions.yaml", "exemptions.yaml"), ("- ", "- unit: "))
    for name, text in texts.items():
        if marks := entries.get(name, ("unit: ", "unit: ")):
            entry, unit = marks
            head, *parts = re.split(rf"^(?={entry})", text, flags=re.MULTILINE)
            names = [re.findall(rf"^{unit}(.*)", part, re.MULTILINE)[0] for part in parts]
            kept = [part for part, name in zip(parts, names, strict=True) if name in named or name in BESIDES]
            texts[name] = "".join([head, *kept]) if kept else ""
    return {name: text for name, text in texts.items() if text}
