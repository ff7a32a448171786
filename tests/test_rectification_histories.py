"""Random histories of a matter under rectification, as a register could tell them: written, judged, and held to what is allowed."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import small_city
from zhifa_cli.ledger.duty import Cutoff, Ledger
from zhifa_cli.ledger.rectification import standings
from zhifa_cli.model.rectification import Rectification
from zhifa_cli.rules.registry import BY_CODE
from zhifa_cli.source.dataset import Dataset, Matter
from zhifa_cli.source.folder import load
from zhifa_cli.source.salvage import Dropped

START = date(2024, 7, 1)
OUTSIDERS, ITSELF = ("市司法局", "市人民政府", "乙区"), ("甲区", "甲区司法局", "无")


@cache
def city() -> Dataset:
    with tempfile.TemporaryDirectory() as folder:
        return load(small_city.write(Path(folder) / "data"))


class Register(RuleBasedStateMachine):
    """What happens, one thing after another; and what must then be so, today and on every day before."""

    @initialize(due=st.integers(0, 30))
    def found(self, due: int) -> None:
        self.today = START
        self.stage, self.since = "open", START
        self.shown = self.sound = False
        self.refused: set[str] = set()
        self.past: dict[date, str] = {}
        self.written: dict[str, Any] = {
            "id": "2024-001",
            "unit": "甲区",
            "source": "专项监督",
            "found_on": f"{START}",
            "problem": "问题",
            "due": f"{START + timedelta(due)}",
            **{key: [] for key in ("instruments", "progress", "claimed_on", "evidence", "acceptance")},
        }

    def ledger(self, day: date) -> Ledger:
        unit = city().roster.unit("甲区")
        assert unit is not None
        matter = Matter("rectifications/a.yaml", unit, Rectification.model_validate(self.written), Dropped())
        return Ledger(replace(city(), rectifications=(matter,)), Cutoff(day), (), {})

    def goes(self, stage: str) -> None:
        self.stage, self.since = stage, self.today

    # ---- what a register allows

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.past[self.today] = self.stage
        self.today += timedelta(days)

    @rule(answered=st.booleans())
    def is_pressed(self, answered: bool) -> None:
        reply = {"replied_on": f"{self.today + timedelta(2)}"} if answered else {}
        by = f"{self.today + timedelta(1)}"
        self.written["instruments"].append({"kind": "督办函", "issued_on": f"{self.today}", "reply_by": by, **reply})

    @rule()
    def gets_on(self) -> None:
        self.written["progress"].append({"on": f"{self.today}", "note": "整改"})

    @rule()
    def shows(self) -> None:
        self.written["evidence"].append({"title": "报告", "dated": f"{self.today}"})
        self.shown = True

    @precondition(lambda self: self.stage == "open" or (self.stage == "returned" and self.today > self.since))
    @rule()
    def claims(self) -> None:
        self.written["claimed_on"].append(f"{self.today}")
        self.goes("claimed")

    @precondition(lambda self: self.stage in {"open", "claimed", "returned"})
    @rule(by=st.sampled_from(OUTSIDERS))
    def passes(self, by: str) -> None:
        self.written["acceptance"].append({"by": by, "on": f"{self.today}", "result": "通过"})
        self.goes("accepted")

    @precondition(lambda self: self.stage in {"claimed", "accepted"})
    @rule(by=st.sampled_from(OUTSIDERS))
    def is_sent_back(self, by: str) -> None:
        self.written["acceptance"].append({"by": by, "on": f"{self.today}", "result": "退回"})
        self.goes("returned")

    @precondition(lambda self: self.stage == "accepted" and self.shown and "closed_on" not in self.written)
    @rule()
    def is_closed(self) -> None:
        self.written["closed_on"] = f"{self.today}"
        self.goes("closed")

    # ---- what it does not

    @precondition(lambda self: self.stage != "closed")
    @rule(by=st.sampled_from(ITSELF), result=st.sampled_from(["通过", "退回"]))
    def judges_itself(self, by: str, result: str) -> None:
        self.written["acceptance"].append({"by": by, "on": f"{self.today}", "result": result})
        self.refused.add("ZF603")

    @precondition(lambda self: "closed_on" not in self.written and not (self.stage == "accepted" and self.shown))
    @rule()
    def is_closed_too_early(self) -> None:
        self.written["closed_on"] = f"{self.today}"
        self.refused |= {"ZF603", "ZF604"}
        self.time_passes(1)  # of what else happens on that day nobody could say that it came later

    @precondition(lambda self: self.stage == "closed" and self.today > self.since)
    @rule(by=st.sampled_from(OUTSIDERS))
    def is_sent_back_after_all(self, by: str) -> None:
        self.written["acceptance"].append({"by": by, "on": f"{self.today}", "result": "退回"})
        self.refused.add("ZF604")

    # ---- what must be so

    @invariant()
    def stands_as_it_came(self) -> None:
        """Nothing closes without acceptance, nothing that is closed comes back, and no later event changes an earlier day."""
        for day, stage in {**self.past, self.today: self.stage}.items():
            (standing,) = standings(self.ledger(day))
            assert standing.stage.value == stage, day
            late = day >= date.fromisoformat(self.written["due"]) and stage not in {"accepted", "closed"}
            assert standing.overdue == late

    @invariant()
    def only_what_is_not_allowed_is_told(self) -> None:
        ledger = self.ledger(self.today)
        told = {code for code in ("ZF603", "ZF604") if list(BY_CODE[code].check(ledger))}
        assert told <= self.refused
        assert not self.refused or told


TestRegister = Register.TestCase
TestRegister.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
