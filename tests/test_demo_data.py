"""The repository's own data: the policy as the document has it, and submissions that show everything."""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import few_bodies
from conftest import REPOSITORY, Zhifa, judged_once
from zhifa_cli.ledger.duty import Cutoff, Ledger, Status
from zhifa_cli.ledger.rectification import Stage, standings
from zhifa_cli.model.plan import Item, Plan
from zhifa_cli.model.roster import Roster
from zhifa_cli.model.submission import Progress
from zhifa_cli.rules.registry import RULES
from zhifa_cli.source.folder import load

DATA = REPOSITORY / "data"
SUBMISSIONS = sorted((DATA / "submissions").rglob("*.yaml"))

DATA_FAULTS = {"ZF101", "ZF102", "ZF103", "ZF104", "ZF105", "ZF106", "ZF109", "ZF110", "ZF111", "ZF113", "ZF114"}
"""Valid data has none of these, and no unit says which files are its own; tests/examples shows them."""
EVIDENCE = {"ZF309", "ZF310", "ZF311", "ZF312"}
"""The file that the demonstration names is there and unchanged."""
WAIVERS = {"ZF504", "ZF505"}
"""The repository waives nothing."""
REGISTER = {"ZF603", "ZF604", "ZF606"}
"""Mistakes in a register, and steps of a ladder that the plan does not have."""

CUTOFFS = ("2024-06-15", "2024-06-30", "2024-12-31", "2025-10-31", "2025-12-31")

COUNTIES = {"东湖区", "西湖区", "青云谱区", "青山湖区", "新建区", "红谷滩区", "南昌县", "进贤县", "安义县"}
ZONES = {"高新区", "经开区", "小蓝经开区"}
WANLI = {"湾里管理局"}

AREAS = ("县区人民政府", "开发区管委会", "湾里管理局")
LEVELS = "各级行政执法部门"
CITY = "市级行政执法部门"

# Copied from the document's own brackets (责任单位…;完成时限…), not from measures.yaml.
CLAUSES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "1": ("长期坚持", (LEVELS, *AREAS)),
    "2a": ("每年12月", ("市司法局", *AREAS)),
    "2b": ("每年12月", (LEVELS, *AREAS)),
    "3": ("每年12月", ("市司法局", LEVELS, *AREAS)),
    "4": ("每年12月", ("市司法局", "市人社局")),
    "5": ("2024年6月", AREAS),
    "6": ("每年12月", ("市司法局", *AREAS)),
    "7": ("2024年6月", (CITY,)),
    "8": ("2024年6月", (LEVELS, "市司法局", *AREAS)),
    "9": ("每年12月", ("市发改委", "市市场监管局", "市司法局", LEVELS, *AREAS)),
    "10a": ("2024年12月", (CITY, *AREAS)),
    "10b": ("每年12月", (LEVELS,)),
    "11a": (
        "2025年6月",
        ("市发改委", "市司法局", "市市场监管局", "县区人民政府", "高新区", "经开区", "小蓝经开区"),
    ),
    "11b": ("2025年6月", ("市发改委", "市司法局", "市市场监管局", "县区人民政府")),
    "12a": ("2024年12月", (LEVELS, *AREAS)),
    "12b": ("2025年6月", (LEVELS, "市司法局", *AREAS)),
    "13a": ("2024年12月", AREAS),
    "13b": ("2025年6月", AREAS),
    "14": ("2025年10月", ("市政数局", "市司法局", CITY, *AREAS)),
    "15": ("2025年10月", (CITY, "市公安局", "市检察院", "市司法局", *AREAS)),
    "16": ("2024年12月", ("市司法局",)),
    "17": ("2024年12月", ("市司法局", CITY, *AREAS)),
    "18a": ("每年1月", (LEVELS, "市司法局", *AREAS)),
    "18b": ("每年3月", ("市司法局", *AREAS)),
    "18c": ("长期坚持", (LEVELS,)),
    "19": ("2025年6月", (LEVELS, "市司法局", *AREAS)),
    "20": (None, ("市司法局", LEVELS, *AREAS)),
    "21": ("2025年10月", ("市政数局", "市发改委", "市市场监管局", "市司法局", LEVELS, *AREAS)),
    "22": ("2025年10月", (LEVELS, *AREAS)),
    "23": ("2025年6月", (LEVELS, *AREAS)),
    "24": ("2024年12月", ("市财政局", "市司法局", *AREAS)),
}

SELF_CHECKS = (
    "mechanisms", "disclosure-content", "disclosure-channels", "disclosure-timeliness", "documents",
    "recording-equipment", "records-management", "legal-reviewers", "legal-review", "improvement",
)  # fmt: skip
JUSTICE = ("市司法局", *AREAS)
"""司法行政部门, as the brackets of 第2条第1款 and 第6条 have it."""

# Requirements whose sentence is about only some of the bracket's bodies; all others are their clause's.
NARROWED: dict[str, tuple[str, ...]] = {
    "2a/trainer-pool": ("市司法局",),
    "2a/talent-pool": ("市司法局",),
    "2b/training-plan": (LEVELS,),
    "2b/training-records": (LEVELS,),
    "2b/training-hours": (LEVELS,),
    "2b/town-coverage": AREAS,
    "2b/town-training": AREAS,
    "3/certificate-review": (LEVELS,),
    "3/certificate-management": (LEVELS,),
    "3/lax-review-notice": JUSTICE,
    **{f"8/{point}": (LEVELS,) for point in SELF_CHECKS},
    "8/spot-check": JUSTICE,
    "9/random-inspection": (LEVELS,),
    "9/credit-based-inspection": (LEVELS,),
    "9/inspection-plan": (LEVELS,),
    "9/three-documents": (LEVELS,),
    "12a/catalogue": (LEVELS,),
    "12a/filing": (LEVELS,),
    "12a/publication": (LEVELS,),
    "12a/dynamic-adjustment": (LEVELS,),
    "15/clue-referral": (CITY, "市公安局", "市司法局", *AREAS),
    "17/supervision-procedures": JUSTICE,
    "17/cooperation-mechanism": JUSTICE,
    "17/judicial-offices": JUSTICE,
    "18a/annual-report": (LEVELS,),
    "18a/analysis-to-government": JUSTICE,
    "18a/analysis-to-superior": JUSTICE,
    "19/use-of-results": JUSTICE,
    "19/special-report": JUSTICE,
}

ONCE = {
    "2a/trainer-pool", "2a/talent-pool", "3/certificate-review", "9/three-documents", "18b/standing-mechanism",
}  # fmt: skip
"""Built once, within a yearly clause."""

KINDS = ("penalty", "licensing", "levy", "confirmation", "payment", "compulsion", "inspection")

# Conditional items, and the document's sentence in which the condition stands.
CONDITIONAL: dict[str, str] = {
    "2b/town-coverage": "各县区组织的业务培训覆盖依法授权的乡镇、街道综合行政执法人员,每年组织一次乡镇、街道综合行政执法培训",
    "2b/town-training": "各县区组织的业务培训覆盖依法授权的乡镇、街道综合行政执法人员,每年组织一次乡镇、街道综合行政执法培训",
    "3/lax-review-notice": "对资格审查不严、为不符合规定人员申领行政执法证件的行政执法部门,司法行政部门应当予以通报",
    "3/certificate-withdrawal": "对不符合执法要求的行政执法人员,行政执法部门或司法行政部门依法暂扣、收回或注销其行政执法证件",
    **{
        f"7/{kind}": "市级行政执法部门依据法律、法规、规章以及上级机关制定的行政裁量权基准,制定行政处罚裁量基准"
        for kind in KINDS
    },
    "7/adjustment": "行政裁量权基准所依据的法律、法规、规章作出修改或者客观情况发生重大变化的,要及时进行调整",
    "8/improvement": "对存在的薄弱项全面改进完善",
    "9/flexible-supervision": "在新技术、新产业、新业态、新模式等领域加快推行柔性监管模式",
    "10a/no-compulsion": "市级行政执法部门依照行政处罚法、行政强制法及法定职权,普遍制定公布本部门减免责“四张清单”",
    "10a/dynamic-adjustment": "并根据法律、法规、规章修订和清单执行情况,进行动态调整",
    "10b/commitment": "对当事人依法减免责的,采取签订承诺书等方式教育、引导、督促其自觉守法",
    "11a": "在条件成熟地区,探索试点开展涉企行政执法案件经济影响评估工作",
    "12a/dynamic-adjustment": "并对行政执法事项进行动态调整",
    "12b/proposals": "对虽有法定依据但近五年未发生的、极少发生且没有实施必要的、交叉重复等行政执法事项进行清理",
    "12b/handling": "提出拟取消、调整或者暂停实施的意见,分别按规定程序处理完成",
    "13a/assessment": "对已下放乡镇、街道的行政执法事项进行评估",
    "13a/adjustment": "对拟予清理的及基层接不住、监管跟不上的行政执法事项,及时予以调整",
    "14/dispute-resolution": (
        "及时协调解决执法权限、联合执法等争议,以及案件移送、信息共享、工作配合等履行行政执法职责衔接和配合过程中产生的问题"
    ),
    "15/clue-referral": "及时依规依纪依法移送行政执法过程中发现的有关问题线索",
    "17/judicial-offices": "积极探索推进司法所协助县级政府司法行政部门开展乡镇、街道行政执法监督工作的方式方法",
    "19/targeted-supervision": (
        "针对人大代表建议、政协委员提案、司法建议、检察意见、检察建议、监察建议、基层看“法”等,开展行政执法监督"
    ),
}
ADDED = ("有此类职权的", "需要", "的")
"""What a condition may say beside the document's words, as the head of measures.yaml tells."""

# 第一部分's goals and 第三部分's duties: when they are due, whom they bind, and how that is known.
EVERYBODY = (LEVELS, "市政数局", *AREAS)
MILESTONES: dict[str, tuple[str | None, tuple[str, ...], str | None]] = {
    "m1": ("2024年7月底前", ("市司法局",), None),
    "m2": ("2025年10月底前", ("市司法局",), None),
    "m3": ("2024年底", ("市司法局",), "推定"),
    "m4": ("2024年底", ("市司法局",), "推定"),
    "m5": ("2024年底", ("市司法局",), "推定"),
    "m7": ("2024年底", ("市司法局",), "推定"),
    "m9": (None, EVERYBODY, "细则原文"),
    "m10": (None, ("市司法局", "市发改委", "市财政局", "市人社局", "市政数局"), "细则原文"),
    "m11": (None, ("市司法局",), "细则原文"),
    "m12": (None, ("市司法局",), "推定"),
    "m13": (None, ("市司法局",), "推定"),
    "m14": (None, EVERYBODY, "细则原文"),
    "m15": (None, ("市司法局",), "细则原文"),
    "m16": (None, EVERYBODY, "细则原文"),
    "m17": (None, ("市司法局",), "细则原文"),
}


@pytest.fixture(scope="module", autouse=True)
def read_and_judged_once(empty: Path) -> Iterator[None]:
    with judged_once(DATA, empty):
        yield


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = load(DATA).plan
    assert found is not None
    return found


@pytest.fixture(scope="module")
def roster() -> Roster:
    return load(DATA).roster


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policy and the roster, and not one submission."""
    folder = tmp_path_factory.mktemp("empty")
    for name in ("measures.yaml", "units.yaml"):
        shutil.copy(DATA / name, folder / name)
    return folder


def bound(plan: Plan, roster: Roster, item: str) -> set[str]:
    return {unit.name for unit in roster.members(plan.items[item].responsible)}


def status(zhifa: Zhifa, as_of: str, *more: str, data: Path = DATA) -> list[dict[str, Any]]:
    outcome = zhifa("status", "--data", data, "--as-of", as_of, "-f", "json", *more)
    assert (outcome.code, outcome.err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(outcome.out)["duties"]
    return rows


# ── The policy ──


def test_all_measures_and_clauses_are_there_in_the_documents_order(plan: Plan) -> None:
    assert [measure.id for measure in plan.measures] == list(range(1, 25))
    assert list(plan.clauses) == list(CLAUSES)
    assert len(CLAUSES) == 31


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_the_deadline_and_the_bodies_of_its_bracket(plan: Plan, clause: str) -> None:
    deadline, responsible = CLAUSES[clause]
    found = plan.clauses[clause]
    assert (found.deadline and found.deadline.text) == deadline
    assert found.responsible == responsible


def test_groups_are_the_bodies_that_the_document_means(roster: Roster) -> None:
    def members(*names: str) -> set[str]:
        return {unit.name for unit in roster.members(names)}

    assert members("县区人民政府") == COUNTIES
    assert members("开发区管委会") == ZONES
    assert members(LEVELS) == members(CITY) | COUNTIES | ZONES | WANLI


def test_responsible_bodies_differ_from_clause_to_clause(plan: Plan, roster: Roster) -> None:
    departments = {unit.name for unit in roster.units} - COUNTIES - ZONES - WANLI
    three = {"市发改委", "市司法局", "市市场监管局"}
    assert bound(plan, roster, "11a") == three | COUNTIES | ZONES
    assert bound(plan, roster, "11b") == three | COUNTIES
    assert bound(plan, roster, "7") == departments - {"市政数局", "市检察院"}
    assert bound(plan, roster, "5") == COUNTIES | ZONES | WANLI


def test_a_unit_named_and_grouped_in_one_clause_owes_it_once(zhifa: Zhifa) -> None:
    duties = Counter((row["unit_name"], row["item"], row["cycle"]) for row in status(zhifa, "2024-06-30"))
    assert duties["市市场监管局", "9/quiet-days", "2024"] == 1
    assert set(duties.values()) == {1}


def test_clause_20_never_falls_due(zhifa: Zhifa) -> None:
    rows = status(zhifa, "2025-12-31", "--measure", "20")
    assert {(row["status"], row["due"]) for row in rows} == {("undated", None)}


def test_requirements_bind_fewer_bodies_only_where_the_sentence_does(plan: Plan) -> None:
    assert {item.id: item.responsible for item in plan.items.values() if item.within} == NARROWED


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if any(n.startswith(f"{clause}/") for n in NARROWED)])
def test_nobody_whom_a_bracket_names_is_left_without_a_requirement(plan: Plan, roster: Roster, clause: str) -> None:
    required = [item.id for item in plan.leaves if item.clause == clause and item.required]
    assert set[str]().union(*(bound(plan, roster, item) for item in required)) == bound(plan, roster, clause)


def test_what_is_built_once_within_a_yearly_clause(plan: Plan) -> None:
    assert {item.id for item in plan.items.values() if item.once} == ONCE
    assert all(plan.items[item].recurring for item in ONCE)


def test_exactly_the_conditional_items_have_a_condition(plan: Plan) -> None:
    assert {item.id for item in plan.items.values() if item.condition} == set(CONDITIONAL)


@pytest.mark.parametrize("item", CONDITIONAL)
def test_a_condition_is_in_the_documents_words(plan: Plan, item: str) -> None:
    for part in (plan.items[item].condition or "").split("……"):
        words = part
        for added in ADDED:
            if words not in CONDITIONAL[item]:
                words = words.removeprefix(added).removesuffix(added)
        assert words in CONDITIONAL[item]
        assert len(words) >= 4


def test_milestones_say_whom_they_bind_and_how_that_is_known(plan: Plan) -> None:
    found = {m.id: (m.deadline and m.deadline.text, m.responsible, m.basis) for m in plan.milestones}
    assert found == MILESTONES


def test_goals_that_are_the_work_of_a_measure_say_so(plan: Plan) -> None:
    same = {m.id: m.source for m in plan.milestones if "同一项工作" in m.source}
    assert {item: source.partition("与")[2][:4] for item, source in same.items()} == {
        "m4": "第16条", "m5": "第16条", "m7": "第4条是",
    }  # fmt: skip


def test_nobody_is_accused_for_silence_on_what_is_conditional(zhifa: Zhifa, empty: Path) -> None:
    rows = [row for row in status(zhifa, "2025-12-31", data=empty) if row["item"] in CONDITIONAL]
    assert {row["item"] for row in rows} == set(CONDITIONAL)
    assert {row["status"] for row in rows} == {"unverified"}


def test_nobody_is_accused_for_what_the_document_gives_no_time(zhifa: Zhifa, empty: Path) -> None:
    undated = {item for item, (deadline, _, _) in MILESTONES.items() if deadline is None}
    assert {row["status"] for row in status(zhifa, "2025-12-31", data=empty) if row["item"] in undated} == {"undated"}


def test_the_coordinator_reports_nothing_to_itself(zhifa: Zhifa, empty: Path) -> None:
    items = {row["item"] for row in status(zhifa, "2025-12-31", "--unit", "市司法局", data=empty)}
    assert items.isdisjoint({"9/inspection-plan", "12a/filing", "18a/annual-report"})
    assert items >= {"7/filing", "18a/analysis-to-government", "18a/analysis-to-superior", "19/special-report"}


def test_a_county_still_reports_to_its_government(zhifa: Zhifa, empty: Path) -> None:
    """The county stands on the roster for its government and for the departments below it."""
    items: dict[str, set[str]] = defaultdict(set)
    for row in status(zhifa, "2025-12-31", data=empty):
        items[row["unit_name"].partition("（")[0]].add(row["item"])
    sent = {"6/report", "9/inspection-plan", "18a/annual-report", "18a/analysis-to-government"}
    assert {county: sent - items[county] for county in COUNTIES if not sent <= items[county]} == {}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (("东湖区", "9/inspection-plan", "东湖区司法局"), "done"),
        (("东湖区", "9/inspection-plan", "西湖区司法局"), "unverified"),
        (("东湖区", "12a/filing", "同级司法行政部门"), "done"),
        (("东湖区", "6/report", "东湖区人民政府"), "done"),
        (("东湖区", "6/report", "东湖区政府"), "done"),
        (("东湖区", "6/report", "市司法局"), "unverified"),
        (("安义县", "12a/filing", "安义县司法局"), "done"),
        (("市水利局", "9/inspection-plan", "南昌市司法局"), "done"),
        (("市水利局", "9/inspection-plan", "市教育局"), "unverified"),
        (("市水利局", "7/filing", "南昌市人大常委会"), "done"),
        (("市水利局", "7/filing", "市政府"), "done"),
        (("市司法局", "6/report", "南昌市人民政府"), "done"),
        (("高新区", "9/inspection-plan", "高新区政法和社会事业办公室"), "done"),
    ],
)
def test_recipients_are_the_bodies_that_the_law_gives(
    zhifa: Zhifa, data: Path, sent: tuple[str, str, str], expected: str
) -> None:
    unit, item, recipient = sent
    (data / "submissions").mkdir()
    (data / "submissions/r.yaml").write_text(
        f"unit: {unit}\nperiod: 2024-06\nsubmitted_on: 2024-06-28\nprogress:\n"
        f"  - {{item: {item}, {'' if item in {'7/filing', '12a/filing'} else 'cycle: 2024, '}status: 已完成,"
        f" completed_on: 2024-05-30, recipient: {recipient}, evidence: [{{title: 回执}}]}}\n",
        encoding="utf-8",
    )
    rows = status(zhifa, "2024-12-31", "--unit", unit, data=data)
    assert [row["status"] for row in rows if row["item"] == item and row["cycle"] in {None, "2024"}] == [expected]


def test_the_roster_does_not_claim_more_than_the_document(roster: Roster) -> None:
    """A body that the document names is not thereby a 市级行政执法部门; and nobody has confirmed the roster."""
    inferred = {unit.name for unit in roster.units for group in unit.groups if group.basis == "推定"}
    assert inferred == {"市司法局", "市人社局", "市发改委", "市市场监管局", "市公安局", "市财政局"}
    assert roster.bound((CITY,))["caizhengju"].inferred
    assert not roster.bound(("市财政局",))["caizhengju"].inferred
    assert roster.roster.confirmed_on is None


def test_the_bureau_that_was_renamed_is_known_by_either_name(roster: Roster) -> None:
    names = ("市文广旅局", "市文广新旅局", "南昌市文化广电旅游局", "南昌市文化广电新闻出版旅游局")
    assert {unit.id for name in names if (unit := roster.unit(name))} == {"wenguanglvju"}


def test_no_unit_restricts_which_files_speak_for_it(roster: Roster) -> None:
    assert not any(unit.files for unit in roster.units)
    assert not any(group.files for group in roster.groups)


# ── The submissions ──


def test_there_are_enough_units_and_months() -> None:
    assert len({path.stem for path in SUBMISSIONS}) >= 12
    assert {"2024-05", "2024-06", "2024-12", "2025-03", "2025-10", "2025-12"} <= {p.parent.name for p in SUBMISSIONS}


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_made_up_figure_passes_for_a_real_one(path: Any, roster: Roster) -> None:
    """Each file says at its head that it is illustrative, and stands where its unit and month are."""
    text = path.read_text(encoding="utf-8")
    head = dict(line.split(": ", 1) for line in text.partition("\nprogress:")[0].splitlines() if line[0] != "#")
    unit = roster.unit(head["unit"])
    assert text.startswith("# 演示数据，不是真实情况。\n")
    assert head["demo"] == "true"
    assert unit is not None
    assert (head["period"], unit.id) == (path.parent.name, path.stem)
    assert len(text.splitlines()) < 250, "a file that nobody would read through"


def test_every_rule_for_valid_data_occurs_and_no_fault(zhifa: Zhifa) -> None:
    seen: set[str] = set()
    for as_of in (*CUTOFFS, "2025-06-01"):
        outcome = zhifa("check", "--data", DATA, "--as-of", as_of, "-f", "json")
        assert (outcome.code, outcome.err) == (1, "")  # 1 for overdue duties; 2 would be unusable data
        report = json.loads(outcome.out)
        assert report["demo"]
        seen |= {finding["rule"] for finding in report["findings"]}
    assert (
        seen
        == {rule.code for rule in RULES}
        - DATA_FAULTS
        - {"ZF704", "ZF801", "ZF802", "ZF804"}
        - EVIDENCE
        - WAIVERS
        - REGISTER
    )


def test_rectifications_are_told_alike_everywhere(tmp_path: Path, zhifa: Zhifa) -> None:
    """check, rectify list, the report on them and the monthly one."""
    where = ("--data", folder := few_bodies.write(tmp_path / "data"))
    stages = ("returned", "open", "claimed", "accepted", "closed", "overdue", "replies_overdue")
    with judged_once(folder):
        for month, day in (("2024-07", "2024-07-31"), ("2024-08", "2024-08-31"), ("2024-09", "2024-09-30")):
            document = json.loads(zhifa("rectify", "list", *where, "--month", month, "-f", "json").out)
            assert all(row["demo"] for row in document["rectifications"])
            numbers = document["summary"]
            check = json.loads(zhifa("check", *where, "--as-of", day, "-f", "json").out)["findings"]
            found = Counter(finding["rule"] for finding in check)
            assert (numbers["overdue"], numbers["replies_overdue"]) == (found["ZF601"], found["ZF602"])
        told = " | ".join(["合计", *(str(numbers[name]) for name in ("total", *stages))])
        for kind in ("monthly", "rectification"):
            assert f"| {told} |" in zhifa("report", "-k", kind, *where, "--month", month).out
        late = json.loads(zhifa("overdue", *where, "--month", month, "-f", "json").out)["items"]
        proposed = zhifa("rectify", "open", *where, "--month", month, "--dry-run").out.splitlines()
    lines = {(row["unit_name"].partition("（")[0], row["item"].partition("/")[0]) for row in late}
    under = {("进贤县", "5"), ("市公安局", "7")}  # what was closed and is found again is proposed anew
    assert sorted((line.split()[1], line.split()[3]) for line in proposed) == sorted(lines - under)


def test_rectifications_stand_at_every_stage() -> None:
    found = standings(Ledger(load(DATA), Cutoff(date(2024, 9, 30)), (), {}))
    assert {standing.stage for standing in found} == set(Stage)
    assert any(standing.overdue for standing in found)
    assert any(standing.unanswered for standing in found)


def test_nobody_frees_himself(zhifa: Zhifa, plan: Plan) -> None:
    """不适用 on what is neither conditional nor encouraged stands only by a decision."""

    def binding(item: Item) -> bool:
        return item.required and not item.condition

    claimed = {
        (filing.unit.name, filed.entry.item)
        for filing in load(DATA).filings
        for filed in filing.entries
        if filed.entry.status is Progress.NOT_APPLICABLE and binding(plan.items[filed.entry.item])
    }
    found = {
        (row["unit_name"], row["item"]): row["status"] for row in status(zhifa, "2024-06-30") if row["cycle"] != "2025"
    }
    assert {key: found[key] for key in claimed} == {
        ("市财政局", "8/recording-equipment"): "unverified",
        ("市民政局", "9/inspection-plan"): "not_applicable",
    }


@pytest.mark.parametrize("name", ["extensions.yaml", "exemptions.yaml"])
def test_no_made_up_decision_passes_for_a_real_one(name: str) -> None:
    head = (DATA / name).read_text(encoding="utf-8").splitlines()[:2]
    assert any(line.startswith("# 演示数据，不是真实情况。") for line in head)


@pytest.mark.parametrize(
    ("unit", "item", "as_of", "expected"),
    [
        ("市民政局", "9/inspection-plan", "2024-06-30", {"not_applicable"}),
        ("市民宗局", "9/quiet-days", "2024-12-31", {"not_applicable"}),
        ("市民宗局", "9/quiet-days", "2025-12-31", {"overdue"}),
        ("小蓝经开区", "13b/pilot", "2025-12-31", {"not_applicable"}),
    ],
    ids=["claimed and decided", "a whole clause", "not the next year", "decided unasked"],
)
def test_a_decision_frees_from_a_duty(zhifa: Zhifa, unit: str, item: str, as_of: str, expected: set[str]) -> None:
    rows = [row for row in status(zhifa, as_of, "--unit", unit) if row["item"] == item]
    assert {row["status"] for row in rows if row["cycle"] in {None, as_of[:4]}} == expected


def test_every_status_occurs(zhifa: Zhifa) -> None:
    seen = {row["status"] for as_of in CUTOFFS for row in status(zhifa, as_of)}
    assert seen == {status.value for status in Status}


def test_in_june_2024_a_meeting_sees_a_mixture(zhifa: Zhifa) -> None:
    """Of what fell due in May and June, two thirds of the units that report have done all of a clause."""
    reporting = {path.stem for path in SUBMISSIONS if path.parent.name <= "2024-06"}
    standing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in status(zhifa, "2024-06-30"):
        if row["unit"] in reporting and (row["original_due"] or "")[:7] in {"2024-05", "2024-06"}:
            standing[row["unit"], row["item"].partition("/")[0]].add(row["status"])
    complete = [key for key, found in standing.items() if found <= {"done", "done_late", "not_applicable"}]
    assert 0.6 < len(complete) / len(standing) < 0.75
    seen = set[str]().union(*standing.values())
    assert seen >= {"done", "done_late", "overdue", "unverified", "in_progress", "not_applicable"}


@pytest.mark.parametrize(
    ("unit", "item", "as_of", "expected"),
    [
        ("湾里管理局", "5/report", "2024-06-30", ("not_due", "2024-08-31", None)),
        ("湾里管理局", "5/report", "2024-12-31", ("done", "2024-08-31", None)),
        ("小蓝经开区", "8/recording-equipment", "2024-09-29", ("in_progress", "2024-09-30", None)),
        ("小蓝经开区", "8/recording-equipment", "2024-09-30", ("overdue", "2024-06-30", 92)),
        ("市交通运输局", "7/compulsion", "2024-06-30", ("overdue", "2024-06-30", 0)),
        ("市交通运输局", "7/compulsion", "2024-07-15", ("in_progress", "2024-12-31", None)),
        ("进贤县", "8/spot-check", "2024-08-11", ("in_progress", "2024-09-30", None)),
        ("进贤县", "8/spot-check", "2024-08-12", ("overdue", "2024-06-30", 43)),
        ("市卫健委", "9/inspection-plan", "2025-06-01", ("overdue", "2025-05-31", 1)),
    ],
    ids=[
        "honoured",
        "done within it",
        "lasting",
        "lapsed",
        "not yet approved",
        "approved late",
        "still in force",
        "revoked",
        "of no effect",
    ],
)
def test_extensions_move_a_deadline_while_they_last(
    zhifa: Zhifa, unit: str, item: str, as_of: str, expected: tuple[str, str, int | None]
) -> None:
    rows = status(zhifa, as_of, "--unit", unit)
    newest = [row for row in rows if row["item"] == item][-1]
    assert (newest["status"], newest["due"], newest["days_overdue"]) == expected
