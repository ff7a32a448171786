"""The generated part of the README. ``python tests/tools/readme_tables.py --write`` brings it up to date."""

import re
import sys
from pathlib import Path

from zhifa_cli.rules.registry import RULES

README = Path(__file__).parents[2] / "README.md"


def rules_table() -> str:
    """Every rule, as a Markdown table."""
    rows = (f"| {rule.code} | {rule.name} | {rule.severity.label} | {rule.title} |" for rule in RULES)
    return "\n".join(["| 编号 | 名称 | 级别 | 检查什么 |", "|---|---|---|---|", *rows])


def updated(readme: str) -> str:
    """The README with its table as the registry has it.

    Raises:
        ValueError: the README does not have both markers, once each and in order.
    """
    begin, end = "<!-- rules:begin -->\n", "\n<!-- rules:end -->"
    parts = re.fullmatch(f"(.*{begin}).*({end}.*)", readme, re.DOTALL)
    if parts is None or readme.count(begin) != 1 or readme.count(end) != 1:
        raise ValueError("README.md has no place for the rules table")
    return f"{parts[1]}{rules_table()}{parts[2]}"


def main() -> None:
    """Rewrite the README, or say that it should be."""
    readme = README.read_text(encoding="utf-8")
    if "--write" in sys.argv[1:]:
        README.write_text(updated(readme), encoding="utf-8")
    elif readme != updated(readme):
        sys.exit("README.md is out of date; run python tests/tools/readme_tables.py --write")


if __name__ == "__main__":
    main()
