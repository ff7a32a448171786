"""Whole data folders, made up: small plans, rosters and reports in which every corner is near.

One generator serves two masters. It asks a ``Dice`` for small numbers only: hypothesis answers them in tests
(and shrinks what fails: 0 is always the plainest choice), ``random`` in long runs by hand.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import naive_ledger
from naive_ledger import Values

T = TypeVar("T")

steady = settings(
    derandomize=True,  # the same examples on every machine; new ones are looked for by hand
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

DEADLINES = (
    "2024年6月",
    None,
    "每年12月",
    "每年3月底前",
    "2024年6月15日",
    "长期坚持",
    "2024年6月底前",
    "2024-06",
    "2024-06-15",
    "2024年底",
    "2024年2月",
    "2025年2月",
    "2024年2月29日",
    "每年",
    "每年1月31日前",
    "每年2月",
    "每年2月29日前",
    "每年4月17日前",
    "2024年6月",
    "每年12月31日前",
    "2023年12月",
    "2027年1月",
)
THRESHOLDS: tuple[Values, ...] = (
    {"share": ["legal_background", "officers"], "more_than": "15%", "of": "every_department"},
    {"share": ["legal_background", "officers"], "more_than": "20%", "of": "every_key_department"},
    {"share": ["legal_reviewers", "officers"], "at_least": "5%", "of": "every_department"},
    {"hours": ["public_law", "business", "skills"], "at_least": "60", "of": "every_officer"},
    {"hours": ["skills"], "more_than": "20", "of": "every_officer"},
    {"share": ["legal_reviewers", "officers"], "at_least": "12.5%", "of": "every_key_department"},
)
ACTS = ("备案", "审核", "公布")
RECIPIENTS = ("甲区人民政府", "同级司法行政部门", "本级政府", "丁局")
ANSWERS = ("甲区", "同级司法行政部门", "老乙区", "本级政府", "丁司法局", "省司法厅", "已经报了", "组一")
UNITS: tuple[Values, ...] = (
    {"id": "jia", "name": "甲区", "full_name": "甲区人民政府"},
    {"id": "yi", "name": "乙区", "aliases": ["乙区政府", "老乙区"]},
    {"id": "bing", "name": "丙委"},
    {"id": "ding", "name": "丁局", "full_name": "丁司法局"},
)
PERIODS = ("2024-06", "2024-03", "2024-12", "2025-01", "2025-06", "2024-05", "2025-12", "2023-12")


class Dice(Protocol):
    """Where all choices come from."""

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""


@dataclass(frozen=True)
class Folder:
    """A data folder's values as plain text, and the cutoffs at which to look at it."""

    values: Values
    cutoffs: tuple[tuple[date, bool], ...]


class RandomDice:
    """Fast dice for long runs."""

    def __init__(self, seed: object) -> None:
        self._random = random.Random(repr(seed)).random  # noqa: S311 - made-up data, no secrets

    def below(self, n: int) -> int:
        return int(self._random() * n)


@dataclass(frozen=True)
class _DrawnDice:
    draw: st.DrawFn

    def below(self, n: int) -> int:
        return self.draw(st.integers(0, n - 1))


@st.composite
def folders(draw: st.DrawFn) -> Folder:
    return make_folder(_DrawnDice(draw))


def make_folder(dice: Dice) -> Folder:
    return _Maker(dice).folder()


def write_folder(root: Path, values: Values, dump: Callable[[Any], str] | None = None) -> None:
    """Put the values on disk, in place of whatever a former folder left there."""
    dump = dump or _yaml
    for stale in root.glob("submissions/*"):
        stale.unlink()
    (root / "submissions").mkdir(exist_ok=True)
    for name in ("measures", "units", "extensions"):
        (root / f"{name}.yaml").write_text(dump(values[name]), encoding="utf-8")
    for name, submission in values["submissions"].items():
        (root / "submissions" / name).write_text(dump(submission), encoding="utf-8")


def as_json(value: Any) -> str:
    """JSON, which is YAML too and far quicker to write."""
    return json.dumps(value, ensure_ascii=False)


_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def _yaml(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    return text


class _Maker:
    """Makes one folder. Dates are drawn from the days about the plan's own due dates, so that most matter."""

    def __init__(self, dice: Dice) -> None:
        self._below = dice.below
        self.days: list[date] = []

    def folder(self) -> Folder:
        units = self._units()
        plan = self._plan()
        self.items = self._crowded(_all_items(plan))
        self.reporters = self._crowded(units["units"])
        self.days = _days_that_matter(plan)
        submissions = {f"{i}.yaml": self._submission() for i in range(self._below(9))}
        extensions = [self._extension() for _ in range(self._below(5))]
        values = {"measures": plan, "units": units, "submissions": submissions, "extensions": extensions}
        return Folder(values, tuple((self._day(), not self._one_in(3)) for _ in range(3)))

    # ── choices ──

    def _one_in(self, n: int) -> bool:
        return self._below(n) == n - 1

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[self._below(len(choices))]

    def _some(self, choices: Sequence[T]) -> list[T]:
        """At least one, each at most once."""
        chosen = [choice for choice in choices if self._one_in(2)]
        return chosen or [self._pick(choices)]

    def _maybe(self, n: int, **keys: Any) -> Values:
        """One time in n, these keys."""
        return keys if self._one_in(n) else {}

    def _crowded(self, choices: Sequence[T]) -> list[T]:
        """All choices, a few of them many times over: reports that meet on one duty are the interesting ones."""
        return [*choices, *[self._pick(choices) for _ in range(3)] * len(choices)]

    def _day(self) -> date:
        return self._pick(self.days)

    # ── plan and roster ──

    def _units(self) -> Values:
        groups: list[Values] = [
            {"name": "组一"} | self._maybe(4, includes=[self._pick(("甲区", "乙区政府", "组二", "组三"))]),
            {"name": "组二"} | self._maybe(2, includes=[self._pick(("组一", "bing", "丁司法局"))]),
            {"name": "组三"} | self._maybe(2, includes=["组二", self._pick(("组一", "甲区人民政府"))]),
        ]
        units = []
        for unit in UNITS[: 2 + self._below(3)]:
            belongs = {"groups": self._some(("组一", "组二"))} if self._one_in(2) else {}
            key = {} if self._one_in(3) else {"key": self._pick(("true", "false"))}
            units.append(unit | belongs | key | self._maybe(5, active=self._span()))
        known = {name for unit in units for name in _names(unit)}
        for group in groups:
            if "includes" in group:
                group["includes"] = [n for n in group["includes"] if n in known or n.startswith("组")]
        self.units = units
        return {"groups": groups, "units": units}

    def _span(self) -> Values:
        start = self._pick(("2024-01-01", "2024-06-30", "2024-07-01", "2025-01-01"))
        end = self._pick(("2025-06-30", "2025-01-31", "2025-12-31"))
        return self._pick(({"from": start}, {"until": end}, {"from": start, "until": end}, {"until": "2024-06-29"}))

    def _plan(self) -> Values:
        head = {
            "title": "细则",
            "issued_on": self._pick(("2024-04-17", "2024-02-29", "2023-12-31", "2024-03-31", "2024-06-15")),
            "ends_on": self._pick(("2025-12-31", "2026-03-01", "2025-02-28", "2024-12-31")),
            "coordinator": "甲区",
        }
        measures = [self._measure(i + 1) for i in range(1 + self._below(2))]
        milestones = [
            {"id": f"m{i}", "title": "里程碑", "source": "三", "responsible": self._bodies()} | self._deadline()
            for i in range(self._below(2))
        ]
        return {"plan": head, "milestones": milestones, "measures": measures}

    def _bodies(self) -> list[str]:
        return self._some(("组一", *(self._pick(_names(unit)) for unit in self.units), "组二", "组三"))

    def _deadline(self) -> Values:
        deadline = self._pick(DEADLINES)
        return {} if deadline is None else {"deadline": deadline}

    def _measure(self, number: int) -> Values:
        clauses = []
        for letter in "ab"[: 1 + self._below(2)]:
            bodies = self._bodies()
            requirements = [self._requirement(i, bodies) for i in range(self._below(4))]
            clause = {"id": f"{number}{letter}", "source": "第1条", "summary": "做事", "responsible": bodies}
            clauses.append(clause | self._deadline() | ({"requirements": requirements} if requirements else {}))
        return {"id": str(number), "title": "举措", "clauses": clauses}

    def _requirement(self, number: int, bodies: list[str]) -> Values:
        requirement: Values = {"id": f"r{number}", "title": "成果"}
        if self._one_in(3):
            requirement |= self._deadline()
        if self._one_in(2):
            requirement["threshold"] = self._pick(THRESHOLDS)
        elif self._one_in(2):
            requirement |= {"act": self._pick(ACTS)} | self._maybe(2, recipient=self._pick(RECIPIENTS))
        requirement |= self._maybe(6, responsible=[self._pick(bodies)])
        return requirement | self._maybe(5, binding="鼓励")

    # ── what is reported ──

    def _submission(self) -> Values:
        period = self._pick(PERIODS[: 2 + self._below(len(PERIODS) - 1)])
        report: Values = {
            "unit": self._pick(_names(self._pick(self.reporters))) if not self._one_in(40) else "无此单位",
            "period": period,
            "submitted_on": (period if self._below(4) else self._pick(PERIODS)) + self._pick(("-28", "-28", "-15")),
            "progress": [self._entry() for _ in range(self._below(8))],
        }
        if self._one_in(2):
            report["staffing"] = {"as_of": str(self._day()), "departments": self._departments()}
        if self._one_in(3):
            year = self._pick(("2024", "2025", "2023"))
            report["training"] = {"year": year, "as_of": str(self._day()), "officers": self._officers()}
        return report

    def _entry(self) -> Values:
        item = self._pick(self.items)
        entry: Values = {
            "item": item["id"],
            "status": self._pick(("已完成", "推进中", "不适用", "已完成", "未启动", "已完成")),
        }
        if (item.get("deadline") or "").startswith("每年") != self._one_in(20):
            entry["cycle"] = self._pick(("2024", "2025", "2024", "2023", "2026"))
        if (entry["status"] == "已完成" and not self._one_in(6)) or self._one_in(40):
            entry["completed_on"] = str(self._day()) if not self._one_in(20) else self._pick(("2024-06", "2024-02-30"))
        if not self._one_in(5):
            entry["evidence"] = (
                [{"title": "文件"}] if not self._one_in(30) else [{"title": "文件"}, {"document_no": "1号"}]
            )
        if item.get("act") is not None or self._one_in(8):
            entry |= self._pick(({"act": item.get("act") or "公开"}, {}, {"act": self._pick(ACTS)}))
        if item.get("recipient") is not None or self._one_in(10):
            entry |= self._pick(
                ({"recipient": item.get("recipient") or "丁局"}, {}, {"recipient": self._pick(ANSWERS)})
            )
        return entry | self._maybe(2 if entry["status"] == "不适用" else 10, reason="没有此类情形")

    def _departments(self) -> list[Values]:
        return [self._department(name) for name in ("城管局", "水利局", "住建局")[: 1 + self._below(3)]]

    def _department(self, name: str) -> Values:
        officers = self._pick((100, 20, 2500, 8, 21, 3))
        background = officers * self._pick((20, 15, 40)) // 100 + self._pick((1, 0, 0, -1))
        reviewers = officers // self._pick((20, 8)) + self._pick((0, 1, 1, -1))
        if self._one_in(60):
            officers = 0
        counts = {"officers": officers, "legal_background": max(background, 0), "legal_reviewers": max(reviewers, 0)}
        key = {} if self._one_in(2) else {"key": self._pick(("true", "false"))}
        return {"name": name} | key | {what: str(count) for what, count in counts.items()}

    def _officers(self) -> list[Values]:
        hours = (
            ("20", "20", "20"),
            ("20", "20", "20.5"),
            ("30", "20", "9.5"),
            ("0", "30.25", "29.75"),
            ("59", "0", "20"),
        )
        return [
            dict(zip(("public_law", "business", "skills"), self._pick(hours), strict=True))
            | {"code": f"A{i}"}
            | self._maybe(3, political="16")
            for i in range(1 + self._below(3))
        ]

    def _extension(self) -> Values:
        item = self._pick(self.items)
        cycle = {"cycle": self._pick(("2024", "2025"))} if "每年" in (item.get("deadline") or "") else {}
        if self._one_in(15):
            cycle = self._pick(({}, {"cycle": "2024"}))
        return {
            "unit": self._pick(_names(self._pick(self.reporters))),
            "item": item["id"],
            "until": str(self._day() + timedelta(days=self._pick((30, 0, 90, 1)))),
            "approved_on": str(self._day()),
            "reason": "灾后重建",
            "approved_by": "市政府",
        } | cycle


def _names(unit: Values) -> list[str]:
    return [unit["name"], unit["id"], *([unit["full_name"]] if "full_name" in unit else []), *unit.get("aliases", [])]


def _all_items(plan: Values) -> list[Values]:
    """All that an entry may speak of: leaves, and clauses that are complete through their requirements."""
    leaves = naive_ledger.leaf_items(plan)
    known = {leaf["id"] for leaf in leaves}
    return leaves + [c for m in plan["measures"] for c in m["clauses"] if c["id"] not in known]


def _days_that_matter(plan: Values) -> list[date]:
    """Every due date with its neighbours, the plan's first and last day, and the ends of a few months."""
    head = plan["plan"]
    issued, ends = date.fromisoformat(head["issued_on"]), date.fromisoformat(head["ends_on"])
    found = [date(2024, 6, 30), issued, ends, date(2024, 12, 31), date(2025, 7, 1), date(2025, 12, 31)]
    for item in naive_ledger.leaf_items(plan):
        for _, due in naive_ledger.cycles(item["deadline"], issued, ends):
            if due is not None:
                found += [due, due - timedelta(days=1), due + timedelta(days=1), due + timedelta(days=20)]
    return list(dict.fromkeys(found))
