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


def weekend(year: int, day: str) -> bool:
    return date.fromisoformat(f"{year}-{day}").weekday() in (5, 6)


steady = settings(
    derandomize=True,  # the same examples on every machine; new ones are looked for by hand
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

DEADLINES = (
    "2024年6月", None, "每年12月", "每年3月底前", "2024年6月15日", "长期坚持", "2024年6月底前", "2024-06",
    "2024-06-15", "2024年底", "2024年2月", "2025年2月", "2024年2月29日", "每年", "每年1月31日前", "每年2月",
    "每年2月29日前", "每年4月17日前", "2024年6月", "每年12月31日前", "2023年12月", "2027年1月",
    "\uff12\uff10\uff12\uff14年\uff16月", "\uff12\uff10\uff12\uff14\uff0d\uff10\uff16", "每年\uff11\uff12月",
)  # fmt: skip
RECENT: tuple[str | Values, ...] = (
    "2024年第二季度",
    "2024年上半年",
    "2025年1季度底前",
    "到2024年下半年",
    "2024",
    "2024年6月底前完成",
    "每月",
    "每月28日前",
    "每月31日",
    "每月底前",
    "每季度",
    "每季度末",
    "每半年",
    "每年第二季度",
    "每年上半年",
    "每年下半年底前",
    "每年1月15日和7月15日前",
    "每年6月和12月底前",
    "每年4月17日\u30016月15日前",
    "\uff12\uff10\uff12\uff14年第\uff12季度",
    "每月\uff12\uff18日前",
    "持续推进",
    "常态化推进",
    "2024年6月底前并长期坚持",
    "2024年12月底前\uff0c并长期坚持",
    "印发之日起30日内",
    "印发后60日内",
    "印发后15个工作日内",
    "印发之日起\uff11\uff10个工作日内",
    "印发之日起180个工作日内",
    "自2025年起每年",
    "自2024年起每年6月底前",
    "2025年起每季度",
    "2020\u20142024年每年",
    "2024-2025年每半年",
    "于2024年6月底前完成",
    "2024年度",
    "2024年内",
    "2024年9月上旬",
    "2024年6月中旬",
    "2024年6月30日之前",
    "2024年前三季度",
    "2024.6",
    "2024年六月十五号前",
    "“十四五”期末",
    "印发之日起三十日内",
    "常态化开展",
    "长期",
    "2024年12月底前完成\uff0c并长期坚持",
    "2024年6月\uff0c长期坚持",
    "每月上旬",
    "每月二十八日前",
    "每半年一次",
    "每季度至少一次",
    "每年度",
    "每季度首月10日前",
    "每季度第一个月31日前",
    "每半年末月25日前",
    "每年1、4、7、10月10日前",
    {"text": "与主题教育时间同步", "due": "2024-06-30", "note": "牵头单位核定"},
    {"text": "适时", "due": "2025-02-28"},
    {"text": "按月", "every": "month", "day": "28", "from": "2024-05", "until": "2024-11"},
    {"text": "按季", "every": "quarter", "day": "last"},
    {"text": "按季", "every": "quarter", "day": "30", "from": "2024-06"},
    {"text": "半年一次", "every": "half", "until": "2025-06"},
    {"text": "年度", "every": "year", "day": "15", "note": "核定"},
)
CALENDAR: Values = {
    str(year): {
        "document": "国务院办公厅关于部分节假日安排的通知",
        "document_no": f"国办发明电〔{year - 1}〕7号",
        "holidays": [f"{year}-01-01", f"{year}-04-04", f"{year}-04-18", f"{year}-05-01", f"{year}-07-01"],
        "workdays": sorted({f"{year}-{day}" for day in ("04-20", "04-21", "06-15", "06-16") if weekend(year, day)}),
    }
    for year in range(2023, 2029)
}
THRESHOLDS: tuple[Values, ...] = (
    {"share": ["legal_background", "officers"], "more_than": "15%", "of": "every_department"},
    {"share": ["legal_background", "officers"], "more_than": "20%", "of": "every_key_department"},
    {"share": ["legal_reviewers", "officers"], "at_least": "5%", "of": "every_department"},
    {"hours": ["public_law", "business", "skills"], "at_least": "60", "of": "every_officer"},
    {"hours": ["skills"], "more_than": "20", "of": "every_officer"},
    {"share": ["legal_reviewers", "officers"], "at_least": "12.5%", "of": "every_key_department"},
)  # fmt: skip
COUNTED: tuple[Values, ...] = (
    {"count": "done", "at_least": "10", "of": "unit"},
    {"count": "done", "at_most": "10", "of": "unit"},
    {"share": ["done", "all"], "at_least": "50%", "of": "unit"},
    {"share": ["done", "all"], "less_than": "50%", "of": "unit"},
    {"share": ["done", "all"], "more_than": "95%", "of": "unit"},
    {"change": "done", "at_most": "-10%", "of": "unit"},
    {"change": "all", "at_least": "12.5%", "of": "unit"},
    {"count": "all", "less_than": "20.5", "of": "unit"},
)
EFFECTIVE = ("2025-01-01", "2024-07-01", "2025-03-31", "2024-06-30", "2025-05-20", "2024-12-31", "2026-02-01")
ACTS = ("备案", "审核", "公布", "报送", "公开", "报告", "制定")
RECIPIENTS = ("同级司法行政部门", "甲区人民政府", "本级政府", "丁局")
GENERIC = ("同级司法行政部门", "本级政府")
ANSWERS = (
    "甲区",
    "同级司法行政部门",
    "老乙区",
    "本级政府",
    "丁司法局",
    "省司法厅",
    "没有报给任何部门",
    "无",
    "南昌市人大常委会",
    "未报机关",
)
AUTHORITIES = ("丁局", "甲区", "南昌市人大常委会", "bing", "老乙区", "省司法厅")
HOLLOW = ("无", "略", "见附件", "同上。", "（待补）", " 暂无 ")
DEPARTMENTS = ("城管局", "水利局", "住建局", "文旅局")
GLOBS = (
    "submissions/*.yaml",
    "submissions/**",
    "submissions/?.yaml",
    "submissions/*/*.yaml",
    "submissions/**/*.yaml",
    "submissions/0.yaml",
    "submissions/other/**",
)
UNITS: tuple[Values, ...] = (
    {"id": "jia", "name": "甲区", "full_name": "甲区人民政府"},
    {"id": "yi", "name": "乙区", "aliases": ["乙区政府", "老乙区"]},
    {"id": "bing", "name": "丙委"},
    {"id": "ding", "name": "丁局", "full_name": "丁司法局"},
)
PERIODS = ("2024-06", "2024-12", "2024-07", "2025-01", "2025-06", "2024-03", "2025-12", "2024-05", "2026-01", "2023-12")


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
    for stale in root.glob("submissions/**/*.yaml"):
        stale.unlink()
    for name in ("measures", "units", "extensions", "exemptions", "calendar"):
        (root / f"{name}.yaml").write_text(dump(values[name]), encoding="utf-8")
    for path, submission in values["submissions"].items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dump(submission), encoding="utf-8")


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
        self.old_days: list[date] = []

    def folder(self) -> Folder:
        units = self._units()
        plan = self._plan()
        self.items = self._crowded(_all_items({"measures": plan, "calendar": CALENDAR}))
        self.owing: dict[str, set[str]] = {}
        for item in self.items:
            self.owing[item["id"]] = self.owing.get(item["id"], set()) | naive_ledger.bound(units, item)
        self.reporters = self._crowded(units["units"])
        self.departments = DEPARTMENTS[: 1 + self._below(3)]
        self.days = _days_that_matter(plan, self.items)
        self.old_days = _days_too_old(self.items)
        reports = [self._submission() for _ in range(self._several(5))]
        reports += [self._follow_up(self._pick(reports)) for _ in range(self._below(4)) if reports]
        values = {
            "measures": plan,
            "units": units,
            "submissions": {self._path(number): report for number, report in enumerate(reports)},
            "extensions": [self._extension() for _ in range(self._below(5))],
            "exemptions": [self._exemption() for _ in range(self._below(3))],
            "calendar": CALENDAR,
        }
        days = [*self.days, *self._days_of(values)]
        return Folder(values, tuple((max(self._pick(days), self._day()), not self._one_in(3)) for _ in range(3)))

    def _days_of(self, values: Values) -> list[date]:
        """The days on which what was filed and approved begins or ceases to count."""
        wait = timedelta(days=int(values["measures"]["plan"].get("proof_within", "0")))
        submitted = [date.fromisoformat(report["submitted_on"]) for report in values["submissions"].values()]
        revoked = [date.fromisoformat(e["revoked_on"]) for e in values["extensions"] if "revoked_on" in e]
        ends = [
            date.fromisoformat(unit["active"]["until"])
            for unit in values["units"]["units"]
            if "until" in unit.get("active", {})
        ]
        found = [day + wait for day in submitted if day.year < 2027]
        return found + revoked + ends + [day + timedelta(days=1) for day in found + ends]

    # ── choices ──

    def _one_in(self, n: int) -> bool:
        return self._below(n) == n - 1

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[self._below(len(choices))]

    def _some(self, choices: Sequence[T]) -> list[T]:
        """At least one, each at most once."""
        chosen = [choice for choice in choices if self._one_in(2)]
        return chosen or [self._pick(choices)]

    def _several(self, n: int) -> int:
        """From none to nearly twice n, mostly about n."""
        return self._below(n) + self._below(n)

    def _maybe(self, n: int, **keys: Any) -> Values:
        """One time in n, these keys."""
        return keys if self._one_in(n) else {}

    def _crowded(self, choices: Sequence[T]) -> list[T]:
        """All choices, a few of them many times over: reports that meet on one duty are the interesting ones."""
        return [*choices, *[self._pick(choices) for _ in range(3)] * len(choices)]

    def _day(self) -> date:
        return self._pick(self.days)

    def _day_until(self, latest: date) -> date:
        """A day that can have been reported by then; now and then one that cannot."""
        known = [day for day in self.days if day <= latest]
        return self._pick(known) if known and not self._one_in(12) else self._day()

    def _as_of(self, submitted: date) -> date:
        return self._pick(self.old_days) if self.old_days and self._one_in(6) else self._day_until(submitted)

    # ── plan and roster ──

    def _units(self) -> Values:
        groups: list[Values] = [
            {"name": "组一"} | self._maybe(4, includes=[self._pick(("甲区", "乙区政府", "组二", "组三"))]),
            {"name": "组二"} | self._maybe(2, includes=[self._pick(("组一", "bing", "丁司法局"))]),
            {"name": "组三"} | self._maybe(2, includes=["组二", self._pick(("组一", "甲区人民政府"))]),
        ]
        groups = [group | self._authorities(6) | self._files(15) for group in groups]
        units = []
        for unit in UNITS[: 2 + self._below(3)]:
            belongs = (
                {"groups": [self._belongs(name) for name in self._some(("组一", "组二"))]} if self._one_in(2) else {}
            )
            key = {} if self._one_in(3) else {"key": self._pick(("true", "false"))}
            units.append(
                unit | belongs | key | self._maybe(4, active=self._span()) | self._authorities(5) | self._files(15)
            )
        known = {name for unit in units for name in _names(unit)}
        for group in groups:
            if "includes" in group:
                group["includes"] = [n for n in group["includes"] if n in known or n.startswith("组")]
        self.units = self._succeeded(units)
        return {"groups": groups, "units": self.units} | self._maybe(2, roster={"confirmed_on": "2024-05-01"})

    def _belongs(self, group: str) -> str | Values:
        return {"name": group, "basis": self._pick(("推定", "公开资料"))} if self._one_in(4) else group

    def _authorities(self, n: int) -> Values:
        if not self._one_in(n):
            return {}
        who = {word: self._pick(AUTHORITIES) for word in self._some(GENERIC)}
        return {
            "authorities": {
                word: [name, self._pick(AUTHORITIES)] if self._one_in(4) else name for word, name in who.items()
            }
        }

    def _files(self, n: int) -> Values:
        return {"files": self._some(GLOBS)} if self._one_in(n) else {}

    def _span(self) -> Values:
        start = self._pick(("2024-01-01", "2024-06-30", "2024-07-01", "2025-01-01"))
        end = self._pick(("2025-06-30", "2025-01-31", "2025-12-31", "2024-07-31"))
        return self._pick(
            ({"until": end}, {"from": start}, {"from": "2024-05-31", "until": end}, {"until": "2024-06-29"})
        )

    def _succeeded(self, units: list[Values]) -> list[Values]:
        """Bodies that end have successors mostly, in chains too, but never in a ring."""
        if self._one_in(2):
            units.reverse()
        for place, unit in enumerate(units):
            later = units[place + 1 :]
            if "until" in unit.get("active", {}) and later and not self._one_in(4):
                successor = {"succeeded_by": self._pick(_names(self._pick(later)))}
                unit.update({"active": unit["active"] | successor} if self._one_in(4) else successor)
        return sorted(units, key=lambda unit: [one["id"] for one in UNITS].index(unit["id"]))

    def _plan(self) -> Values:
        head = {
            "title": "细则",
            "issued_on": self._pick(("2024-04-17", "2024-02-29", "2023-12-31", "2024-03-31", "2024-06-15")),
            "ends_on": self._pick(("2025-12-31", "2026-03-01", "2025-02-28", "2024-12-31")),
            "coordinator": "甲区",
        } | self._maybe(3, proof_within=self._pick(("30", "1", "10")))
        self.earlier: list[str] = []
        measures = [self._measure(i + 1) for i in range(1 + self._below(2))]
        milestones = [
            {"id": f"m{i}", "title": "里程碑", "source": "三", "responsible": self._bodies()}
            | self._deadline()
            | self._together()
            | self._maybe(3, basis="推定")
            for i in range(self._below(2))
        ]
        indicators = [{"id": "done", "title": "办结件数", "unit": "件"}, {"id": "all", "title": "受理件数"}]
        plan = {"plan": head, "indicators": indicators, "milestones": milestones, "measures": measures}
        return plan | self._maybe(3, amendments=[self._amendment(plan) for _ in range(1 + self._below(3))])

    def _amendment(self, plan: Values) -> Values:
        """What a later document changes of some items."""
        names = self._crowded(naive_ledger.names_of(plan))
        return {
            "document": f"{self._below(9)}号",
            "effective": self._pick(EFFECTIVE),
            "items": {
                name: self._change(name, names) for name in (self._pick(names) for _ in range(1 + self._below(3)))
            },
        }

    def _change(self, name: str, names: list[str]) -> Values:
        if self._one_in(4):
            return {"repealed": "true"}
        self.earlier = names[: names.index(name.partition("/")[0])]
        threshold = {"threshold": self._pick(COUNTED if self._one_in(3) else THRESHOLDS)} if "/" in name else {}
        changes: tuple[Values, ...] = (
            self._deadline() or {"deadline": "每年"},
            {"deadline": self._pick(RECENT)},
            {"act": self._pick(ACTS)},
            {"recipient": self._pick(RECIPIENTS)},
            {"responsible": self._bodies()},
            {"binding": self._pick(("鼓励", "必须"))},
            {"condition": "有此类情形的"},
            {"jointly": self._pick(("true", "false"))},
            {"supporting": self._bodies()},
            threshold or {"title": "另一件事"},
        )
        return {key: value for change in self._some(changes) for key, value in change.items()}

    def _bodies(self) -> list[str]:
        return self._some(("组一", *(self._pick(_names(unit)) for unit in self.units), "组二", "组三"))

    def _deadline(self) -> Values:
        deadline: str | Values | None = self._pick(DEADLINES)
        if self._one_in(3):
            deadline = self._pick(RECENT)
        if self.earlier and self._one_in(8):
            within = self._pick(("30日", "1日", "200日", "10个工作日"))
            deadline = f"自{self._pick(self.earlier)}完成之日起{within}内"
        return {} if deadline is None else {"deadline": deadline}

    def _condition(self, n: int) -> Values:
        return self._maybe(n, condition="有此类情形的")

    def _measure(self, number: int) -> Values:
        clauses = []
        for letter in "ab"[: 1 + self._below(2)]:
            clause = {
                "id": f"{number}{letter}",
                "source": "第1条",
                "summary": "做事",
                "responsible": self._bodies(),
                **self._deadline(),
                **self._condition(6),
                **self._together(),
            }
            requirements = [self._requirement(i, clause) for i in range(self._below(4))]
            self.earlier += [clause["id"], *(f"{clause['id']}/{r['id']}" for r in requirements)]
            clauses.append(clause | ({"requirements": requirements} if requirements else {}))
        return {"id": str(number), "title": "举措", "clauses": clauses}

    def _requirement(self, number: int, clause: Values) -> Values:
        requirement: Values = {"id": f"r{number}", "title": "成果"} | self._condition(6)
        if self._one_in(3):
            requirement |= self._deadline()
        if self._one_in(2):
            requirement["threshold"] = self._pick(COUNTED if self._one_in(3) else THRESHOLDS)
        elif not self._one_in(4):
            requirement |= {"act": self._pick(ACTS)} | self._maybe(2, recipient=self._pick(RECIPIENTS))
        if naive_ledger.recurs(requirement.get("deadline", clause.get("deadline"))):
            requirement |= self._maybe(2, once="true")
        if self._one_in(5):
            requirement["responsible"] = self._bodies() if self._one_in(3) else [self._pick(clause["responsible"])]
        return requirement | self._maybe(6, binding="鼓励") | self._together()

    def _together(self) -> Values:
        """Now and then others that help, and one result that all owe together."""
        return self._maybe(8, supporting=self._bodies()) | self._maybe(8, jointly="true")

    # ── what is reported ──

    def _path(self, number: int) -> str:
        return f"submissions/{number}.yaml" if not self._one_in(6) else f"submissions/other/{number}.yaml"

    def _submission(self) -> Values:
        period = self._pick(PERIODS[: 3 + self._below(len(PERIODS) - 2)])
        return self._report(
            self._pick(_names(self._pick(self.reporters))) if not self._one_in(40) else "无此单位", period
        )

    def _report(self, unit: str, period: str) -> Values:
        submitted = (period if self._below(5) else self._pick(PERIODS)) + self._pick(("-28", "-28", "-15"))
        if self._one_in(25):
            submitted = self._pick(("2027-01-15", "9999-12-31"))
        day = date.fromisoformat(submitted)
        report: Values = {
            "unit": unit,
            "period": period,
            "submitted_on": submitted,
            "progress": [self._entry(item, day) for item in self._items_of(unit)],
        }
        if self._one_in(2):
            report["staffing"] = {"as_of": str(self._as_of(day)), "departments": self._departments(day)}
        if self._one_in(3):
            as_of = self._as_of(day)
            year = as_of.year if not self._one_in(5) else as_of.year + self._pick((-1, -1, 1))
            report["training"] = {"year": str(year), "as_of": str(as_of), "officers": self._officers(year)}
        counted = [item for item in self.items if (item.get("threshold") or {}).get("of") == "unit"]
        if counted and not self._one_in(3):
            report["figures"] = [self._figure(self._pick(counted), day) for _ in range(1 + self._below(4))]
        return report

    def _figure(self, item: Values, day: date) -> Values:
        cycle = {"cycle": self._cycle(item)} if (item["rule"]["kind"] == "each") != self._one_in(10) else {}
        value = self._pick(("10", "20", "19", "9", "11", "0", "20.5", "18", "10.0"))
        return {"indicator": self._pick(("done", "all")), "as_of": str(self._as_of(day)), "value": value} | cycle

    def _items_of(self, unit: str) -> list[Values]:
        """What a report speaks of: mostly what its unit owes, and each thing once."""
        known = naive_ledger.body({"units": self.units}, unit)
        own = [item for item in self.items if known is not None and known["id"] in self.owing[item["id"]]]
        chosen = [self._pick(own if own and not self._one_in(5) else self.items) for _ in range(self._several(6))]
        return chosen if self._one_in(5) else [item for n, item in enumerate(chosen) if item not in chosen[:n]]

    def _follow_up(self, report: Values) -> Values:
        """Another report of the same body on the same items: it confirms, corrects or withdraws, or stands beside."""
        day = date.fromisoformat(report["submitted_on"])
        known = {item["id"]: item for item in self.items}
        entries = [
            self._changed(entry, day) if not self._one_in(3) else self._entry(known[entry["item"]], day)
            for entry in report["progress"]
        ]
        if self._one_in(3) or day.year >= 2027:
            return report | {"progress": entries}
        later = [period for period in PERIODS if period >= report["period"]] or [report["period"]]
        again = self._report(report["unit"], self._pick(later))
        return again | {"progress": entries + again["progress"][:2]}

    def _changed(self, entry: Values, day: date) -> Values:
        """An entry with one thing in it different."""
        changed = dict(entry)
        what = self._pick(("nothing", "completed_on", "status", "recipient", "act", "evidence", "reason"))
        if what == "completed_on" and what in entry:
            changed[what] = str(self._day_until(day))
        elif what == "status":
            changed.pop("completed_on", None)
            changed[what] = self._pick(("推进中", "未启动", "不适用"))
        else:
            changed.pop(what, None)
        return changed

    def _entry(self, item: Values, day: date) -> Values:
        entry: Values = {
            "item": item["id"],
            "status": self._pick(("已完成", "推进中", "不适用", "已完成", "未启动", "已完成")),
        }
        if (item["rule"]["kind"] == "each") != self._one_in(20):
            entry["cycle"] = self._cycle(item)
        if self._one_in(15):
            return self._blank(entry)
        if (entry["status"] == "已完成" and not self._one_in(6)) or self._one_in(40):
            possible = not self._one_in(20)
            entry["completed_on"] = str(self._day_until(day)) if possible else self._pick(("2024-06", "2024-02-30"))
        if not self._one_in(6):
            entry["evidence"] = [{"title": "文件"}]
        if self._one_in(12):
            entry["evidence"] = self._pick(
                ([{"title": self._pick(HOLLOW)}], [{"title": "文件"}, {"document_no": "1号"}])
            )
        if item.get("act") is not None or self._one_in(8):
            entry |= self._pick(({"act": item.get("act") or "公开"}, {}, {"act": self._pick(ACTS)}))
        if item.get("recipient") is not None or self._one_in(10):
            entry |= self._pick(
                ({"recipient": item.get("recipient") or "丁局"}, {}, {"recipient": self._pick(ANSWERS)})
            )
        reason = self._pick(HOLLOW) if self._one_in(6) else "没有此类情形"
        return entry | self._maybe(2 if entry["status"] == "不适用" else 10, reason=reason)

    def _blank(self, entry: Values) -> Values:
        """What a scaffold leaves, with nothing filled in, or anything but the status."""
        left = {key: value for key, value in entry.items() if key != "status"} | self._maybe(2, status="")
        return left | self._maybe(3, problems="人手不足")

    def _departments(self, day: date) -> list[Values]:
        rows = [self._department(name) for name in self.departments]
        if self._one_in(40):
            rows = [row | {"officers": "0"} for row in rows]
        if self._one_in(8):
            rows[-1] = {"name": rows[-1]["name"], "ceased": str(self._day_until(day))}
        elif self._one_in(8) and len(rows) > 1:
            rows = rows[:-1]
        elif self._one_in(8):
            rows.append(self._department(DEPARTMENTS[len(rows)]))
        return rows

    def _department(self, name: str) -> Values:
        officers = self._pick((100, 20, 2500, 8, 21, 3))
        background = officers * self._pick((40, 20, 15)) // 100 + self._pick((1, 0, 0, -1))
        reviewers = officers // self._pick((8, 20)) + self._pick((1, 1, 0, -1))
        counts = {"officers": officers, "legal_background": max(background, 0), "legal_reviewers": max(reviewers, 0)}
        if self._one_in(30):
            counts |= self._pick(
                (
                    {"officers": 0},
                    {"legal_background": officers + 1},
                    {"legal_reviewers": officers + 1},
                    {"officers": -3},
                )
            )
        key = {} if self._one_in(2) else {"key": self._pick(("true", "false"))}
        return {"name": name} | key | {what: str(count) for what, count in counts.items()}

    def _officers(self, year: int) -> list[Values]:
        hours = (
            ("20", "20", "20.5"),
            ("20", "20", "20"),
            ("30", "20", "30"),
            ("30", "20", "9.5"),
            ("0", "30.25", "29.75"),
            ("59", "0", "20"),
        )
        rows = [
            dict(zip(("public_law", "business", "skills"), self._pick(hours), strict=True))
            | {"code": f"A{i}"}
            | self._maybe(3, political="16")
            | self._maybe(5, since=self._pick((f"{year}-09-01", f"{year}-01-01", f"{year - 1}-12-31")))
            for i in range(1 + self._below(3))
        ]
        if self._one_in(15):
            for row in rows if self._one_in(3) else rows[-1:]:
                row["skills"] = "-1"
        return rows

    # ── what is decided ──

    def _extension(self) -> Values:
        item = self._pick(self.items)
        until = self._day() + timedelta(days=self._pick((30, 0, 90, 1)))
        return {
            "unit": self._pick(_names(self._pick(self.reporters))),
            "item": item["clause"] if item.get("clause") and self._one_in(3) else item["id"],
            "until": str(until),
            "approved_on": str(self._day()),
            "reason": "灾后重建",
            "approved_by": "市政府",
            **self._cycle_of(item),
            **self._maybe(5, revoked_on=str(until - timedelta(days=self._pick((20, 1, 0, 200))))),
        }

    def _exemption(self) -> Values:
        item = self._pick(self.items)
        return {
            "unit": self._pick(_names(self._pick(self.reporters))),
            "item": item["clause"] if item.get("clause") and self._one_in(3) else item["id"],
            "reason": "无此职权",
            "approved_by": "市政府",
            "approved_on": str(self._day()),
            **(self._cycle_of(item) if self._one_in(2) else {}),
        }

    def _cycle_of(self, item: Values) -> Values:
        """The cycle that a decision on an item names; now and then one too few or too many."""
        if (any(cycle for cycle, _ in item["rule"]["cycles"])) != self._one_in(15):
            return {"cycle": self._cycle(item)}
        return {}

    def _cycle(self, item: Values) -> str:
        """Mostly one of an item's own, the first few most; now and then the year alone, or another rule's."""
        own = [cycle for cycle, _ in item["rule"]["cycles"] if cycle is not None]
        if not own or self._one_in(10):
            return self._pick(("2024", "2025", "2023", "2026", "2024Q2", "2024-06", "2024H1"))
        choices: list[str] = own[: 3 if self._one_in(2) else None]
        return self._pick(choices)


def _names(unit: Values) -> list[str]:
    return [unit["name"], unit["id"], *([unit["full_name"]] if "full_name" in unit else []), *unit.get("aliases", [])]


def _all_items(data: Values) -> list[Values]:
    """All that an entry may speak of: leaves, and clauses that are complete through their requirements; amended ones in each version."""
    found: list[Values] = []
    data = data | {"wordings": naive_ledger.wordings_of(data["measures"])}
    for _, versions in data["wordings"]:
        for version in versions.values():
            if version not in found:
                found.append(version)
    return [version | {"rule": naive_ledger.timed(data, version, date.max)} for version in found]


def _days_that_matter(plan: Values, items: list[Values]) -> list[date]:
    """Due dates with their neighbours, the plan's first and last day, and the ends of a few months.

    Where claims must be proved in time, the last days for it too.
    """
    head = plan["plan"]
    issued, ends = date.fromisoformat(head["issued_on"]), date.fromisoformat(head["ends_on"])
    found = [date.fromisoformat(amendment["effective"]) for amendment in plan.get("amendments", [])]
    found += [day - timedelta(days=1) for day in found]
    found += [date(2024, 6, 30), issued, ends, date(2024, 12, 31), date(2025, 7, 1), date(2025, 12, 31)]
    wait = int(head.get("proof_within", "20"))
    for due in _dues(items):
        found += [due + timedelta(days=away) for away in (0, -1, 1, wait, wait + 1)]
    return list(dict.fromkeys(found))


def _days_too_old(items: list[Values]) -> list[date]:
    """For each threshold's due dates the last day on which figures are too old for it, and the first on which not."""
    thresholds = [item for item in items if item.get("threshold") is not None]
    return [due - timedelta(days=age) for due in _dues(thresholds) for age in (366, 367)]


def _dues(items: list[Values]) -> list[date]:
    """When items are due: of what recurs often the first times, so that a few days matter and not hundreds."""
    found: dict[date, None] = {}
    for item in items:
        dues = [due for _, due in item["rule"]["cycles"] if due is not None]
        found |= dict.fromkeys([*dues[:4], *dues[-1:]])
    return list(found)
