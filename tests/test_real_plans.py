"""Another public document as data: read without faults, its duties and dates as its text has them."""

import json
from pathlib import Path

from conftest import Zhifa

FOLDER = Path(__file__).parent / "plans" / "new-media"


def test_a_second_real_plan_is_read_and_judged(zhifa: Zhifa) -> None:
    call = ("--data", FOLDER, "--as-of", "2022-12-31", "-f", "json")
    findings = json.loads(zhifa("check", *call).out)["findings"]
    assert [found for found in findings if found["rule"].startswith("ZF1")] == []
    rows = json.loads(zhifa("status", *call).out)["duties"]
    found = {(row["unit"], row["item"], row["cycle"]): (row["due"], row["status"]) for row in rows}
    assert found["regions", "m1", None] == ("2022-12-31", "overdue")
    assert found["general-office", "5d", None] == (None, "undated")
    assert found["departments", "4a/new-platforms", None] == (None, "optional")
    assert [
        (cycle, due) for (unit, item, cycle), (due, _) in found.items() if (unit, item) == ("regions", "5c/yearly")
    ] == [(f"{year}", f"{year}-12-31") for year in range(2018, 2023)]
    quarters = [due for (unit, item, _), (due, _) in found.items() if (unit, item) == ("departments", "4d")]
    assert quarters[:2] == ["2018-03-31", "2018-06-30"]
    assert len(quarters) == 5 * 4
    assert found["departments", "4d", "2018Q3"] == ("2018-09-30", "not_applicable")
    assert found["departments", "4d", "2018Q4"] == ("2018-12-31", "overdue")
    assert ("general-office", "4a/filing", None) not in found
