"""A plan with more than thirty different mistakes: one call of `check` names each of them at its line."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from conftest import Zhifa
from zhifa_cli.model.deadline import parse_deadline

FOLDER = Path(__file__).parent / "plans" / "mistakes"


def marks() -> dict[tuple[str, int], str]:
    """What must be said at each line that is marked."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if match := re.search(r"# <- (.+)$", line):
                found[file.name, number] = match[1]
    return found


def test_each_mistake_is_named_at_its_line(zhifa: Zhifa) -> None:
    outcome = zhifa("check", "--as-of", "2024-07-05", "--data", FOLDER, "-f", "json")
    assert outcome.code == 2
    said = defaultdict(list)
    for finding in json.loads(outcome.out)["findings"]:
        if finding["rule"].startswith("ZF1"):
            said[Path(finding["path"]).name, finding["line"]].append(finding["message"])
    wanted = marks()
    assert len(wanted) >= 30
    assert sorted(said) == sorted(wanted)
    assert [(place, words) for place, words in wanted.items() if not any(words in told for told in said[place])] == []


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("每季度初", "每季度"),
        ("每年1月15日或7月15日前", "每年1月15日和7月15日前"),
        ("印发之日前30日内", "印发之日起30日内"),
        ("自5/report完结之日起30日内", "自5/report完成之日起30日内"),
        ("长期坚持到底", "长期坚持"),
        ("2025年12月底前并坚持", "2025年12月底前并长期坚持"),
    ],
)
def test_a_wrong_deadline_is_told_the_nearest_form(written: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"最接近的是“{re.escape(nearest)}”"):
        parse_deadline(written)
