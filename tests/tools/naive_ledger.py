"""The ledger a second time: written from the design's words alone, slow and plain on purpose.

It imports nothing of the package. It takes the values of a data folder as plain dicts of text and gives
the rows of ``zhifa status -f json`` (without ``unit_name``). Where two independent readings of the same
words agree on many thousands of made-up plans, the words were probably read rightly.

The design leaves some corners open. The reading taken here is noted at each: ``Reading:`` was chosen before
the two were ever compared, ``Settled:`` after they had differed over words that allow both. Where both are
possible, nobody is accused without ground, and neither silence nor a hollow word frees anybody.
"""

import calendar
import copy
import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Values = dict[str, Any]
Key = tuple[str, int, str | None]
Cycle = tuple[str | None, date | None]
Cycles = dict[str | None, tuple[date | None, Values]]
"""By name, each with its due date and the version of the item that governs it."""
Slot = tuple[str, int, int]
Found = dict[Key, tuple[Row, list[Values]]]

TODAY = date(2026, 11, 25)
GENUINE = ("已完成", "推进中", "未启动", "不适用")
CLOSED = ("done", "done_late", "not_applicable", "optional")  # Settled: what is only encouraged is never open
HALF_WIDTH = str.maketrans("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0d", "0123456789-")
AFTER = re.compile("自(.+)完成之日起([0-9]+)个?(工作)?日内")
HOLLOW = re.compile(r"[\W_]*(无|略|待补|见附件|同上|暂无)?[\W_]*")
SAME_ACT = ({"公布", "公开"}, {"报送", "报告"})


def status_rows(data: Values, on: date, closed: bool, *, today: date = TODAY) -> list[Row]:
    """One row for each leaf item, unit and cycle, by unit, item, cycle in roster and document order."""
    prepared = {
        "measures": data["measures"],
        "wordings": wordings_of(data["measures"]),
        "units": data["units"],
        "issued": date.fromisoformat(data["measures"]["plan"]["issued_on"]),
        "calendar": data.get("calendar", {}),
        "proof_within": data["measures"]["plan"].get("proof_within"),
        "extensions": data.get("extensions", []),
        "exemptions": data.get("exemptions", []),
        "reports": usable_submissions(data, today),
        "last days": {},
    }
    return [row for row, _ in rows_at(prepared, on, closed)]


def rows_at(data: Values, on: date, closed: bool) -> list[tuple[Row, list[Values]]]:
    """Each row, with the bodies whose reports speak for it; the last of them has the duty.

    An item that is due after another is judged after it, for its due date hangs on the other's completion.
    """
    order = {unit["id"]: place for place, unit in enumerate(data["units"]["units"])}
    data = data | {"items": leaf_items(data, on), "clauses": clauses_at(data, on)}
    for version in (version for item in data["items"] for _, version in item["cycles"].values()):
        version["bound"] = version.get("bound") or bound(data["units"], version)
    places = [list(item["cycles"]) for item in data["items"]]
    found: Found = {}
    known: Found = {}
    built: dict[tuple[str, int], date] = {}
    for depth in range(1 + max(item["depth"] for item in data["items"])):
        held, moved = holdings(data, on, depth, known)
        for key in sorted(held, key=lambda key: (key[0], key[1], places[key[1]].index(key[2]))):
            unit, number, cycle = key
            due, item = data["items"][number]["cycles"][cycle]
            event = happened(data, known, item, held[key], cycle)
            duty = {
                "bodies": held[key],
                "item": item,
                "cycle": cycle,
                "ever": data["items"][number]["ever"],
                "cycles": data["items"][number]["named"],
                "before": before(data["items"][number]["through others, too"], item["rule"], cycle),
                "original": event if isinstance(event, date) else due,
                "freed": event == "not applicable",
                "on": on,
                "closed": closed,
                "built": built.get((unit, number)),
            }
            told = row(data, duty)
            if item["once"] and told["status"] in ("done", "done_late"):
                built.setdefault((unit, number), date.fromisoformat(told["completed_on"]))
            found[key] = told, held[key]
        share_what_is_joint(data["items"], depth, found)
        known = found | known | {old: found[new] for old, new in moved.items() if new in found}
    return [found[key] for key in sorted(found, key=lambda key: (order[key[0]], key[1], places[key[1]].index(key[2])))]


def share_what_is_joint(items: list[Values], depth: int, found: Found) -> None:
    """One result that several bodies owe together: what one of them has completed is complete for all.

    Reading: what is done in time goes before what is done late, and of several days the first counts.
    """
    for number, cycle in {(number, cycle) for _, number, cycle in found}:
        if not items[number]["cycles"][cycle][1]["jointly"]:
            continue
        together = [told for (_, part, of), (told, _) in found.items() if (part, of) == (number, cycle)]
        complete = [told for told in together if told["completed_on"] is not None]
        if items[number]["depth"] != depth or not complete:
            continue
        first = min(complete, key=lambda told: (told["status"] == "done_late", told["completed_on"]))
        for told in together:
            if told["status"] != "not_applicable":
                told.update({name: first[name] for name in ("status", "completed_on", "days_overdue")})
                told["due"] = told["original_due"] if first["status"] == "done_late" else told["due"]


def happened(data: Values, known: Found, item: Values, bodies: list[Values], cycle: str | None) -> date | str | None:
    """Of an item that is due after another: the day on which it is due, or how the other stands. None of any other item.

    Settled: a duty that passed on hangs on the other item of the bodies that left it, not on the new one's own.
    Reading: of several dates that they left the first counts.
    """
    if item["rule"]["kind"] != "after":
        return None
    told = [completion(data, known, item["rule"], unit["id"], cycle) for unit in bodies[:-1] or bodies]
    days = [day for day in told if isinstance(day, date)]
    if days:
        return min(filter(None, [days_after(day, item["rule"], data["calendar"]) for day in days]), default="open")
    return "not applicable" if "not applicable" in told else "open"


def completion(data: Values, known: Found, rule: Values, unit: str, cycle: str | None) -> date | str:
    """When a unit completed what another item waits for, or the body that has it since.

    Reading: of a clause's requirements those count that the unit owes, and that are applicable, unless none is.
    """
    told = [one for (body_id, _, _), (one, _) in known.items() if body_id == unit and belongs(data, rule, one, cycle)]
    days = [one["completed_on"] for one in told if one["status"] != "not_applicable"]
    if not told or None in days:
        return "open"
    return date.fromisoformat(max(days)) if days else "not applicable"


def belongs(data: Values, rule: Values, told: Row, cycle: str | None) -> bool:
    """Whether a duty is a part of the cycle of the item, or of the clause, that another waits for.

    Reading: what is due once belongs to each cycle of its clause, and what recurs to a clause that is due once where it
    falls due by then.
    """
    if told["item"] == rule["item"]:
        return bool(told["cycle"] == cycle)
    if not told["item"].startswith(rule["item"] + "/") or told["binding"] == "鼓励":
        return False
    if cycle is not None:
        return told["cycle"] in (cycle, None)
    (last, _), due = data["clauses"][rule["item"]].get(None, (None, None)), told["original_due"]
    return bool(told["cycle"] is None or last is None or due is None or due <= str(last))


# ── the plan ──


def leaf_items(data: Values, on: date) -> list[Values]:
    """All that is a leaf in any version of the plan, in document order, with its cycles at a cutoff."""
    found = [versions for _, versions in data["wordings"]]
    leaves = {name for versions in found for name, version in versions.items() if version["leaf"]}
    return [
        {
            "id": name,
            "clause": next(every[name]["clause"] for every in found if name in every),
            "through others, too": (every := governed(data, name, on)),
            "cycles": {cycle: one for cycle, one in every.items() if one[1]["leaf"]},
            "named": set(governed(data, name, date.max)),
            "depth": depth(found, name),
            "ever": {kind for every in found if name in every for kind in kinds(data, found, every[name])},
        }
        for name in names_of(data["measures"])
        if name in leaves
    ]


def names_of(measures: Values) -> list[str]:
    """Clauses, each before its requirements; milestones (after the measures)."""
    names = []
    for _, clause in clauses_of(measures):
        names += [clause["id"], *(clause["id"] + "/" + r["id"] for r in clause.get("requirements", []))]
    return names + [milestone["id"] for milestone in measures.get("milestones", [])]


def leaves_of(measures: Values) -> dict[str, Values]:
    """Requirements; clauses that have no required ones; milestones: those that are not repealed."""
    leaves = {}
    for measure, clause in clauses_of(measures):
        requirements = [r for r in clause.get("requirements", []) if "repealed" not in r]
        if "repealed" not in clause and all(r.get("binding") == "鼓励" for r in requirements):
            leaves[clause["id"]] = plain_item(clause, number_of(measure["id"]))
        for r in requirements:
            leaves[clause["id"] + "/" + r["id"]] = requirement_item(r, clause, number_of(measure["id"]))
    for milestone in measures.get("milestones", []):
        if "repealed" not in milestone:
            leaves[milestone["id"]] = plain_item(milestone, None)
    return leaves


def versions_in(measures: Values) -> dict[str, Values]:
    """The leaves, and the clauses that are complete through their requirements."""
    standing = [clause for _, clause in clauses_of(measures) if "repealed" not in clause]
    return {c["id"]: plain_item(c, None) | {"leaf": False} for c in standing} | leaves_of(measures)


def clauses_of(measures: Values) -> list[tuple[Values, Values]]:
    return [(measure, clause) for measure in measures["measures"] for clause in measure["clauses"]]


def kinds(data: Values, wordings: list[dict[str, Values]], version: Values) -> list[tuple[str, str | None]]:
    """Of what kind a version's deadline is, and in which year if it is due once; of what waits, that of what it waits for."""
    issued = date.fromisoformat(data["measures"]["plan"]["issued_on"])
    rule = rule_of(version["deadline"], issued, data.get("calendar", {}))
    if rule["kind"] == "once":
        return [("once", str(rule["due"].year))]
    if rule["kind"] != "after":
        return [(rule["kind"], None)]
    awaited = [leaves[rule["item"]] for leaves in wordings if rule["item"] in leaves]
    return [(kind, None) for other in awaited for kind, _ in kinds(data, wordings, other) if kind == "each"]


def depth(wordings: list[dict[str, Values]], name: str) -> int:
    """How many items an item waits for, one behind the other, in any version."""
    awaited = [
        other
        for leaves in wordings
        if name in leaves and (after := AFTER.fullmatch(words(leaves[name]["deadline"])))
        for every in wordings
        for other in every
        if other == after[1] or other.startswith(after[1] + "/")
    ]
    return max((1 + depth(wordings, other) for other in awaited), default=0)


# ── amendments ──


def wordings_of(measures: Values) -> list[tuple[date, dict[str, Values]]]:
    """All items of the plan as issued, and as each amending document leaves them, with the day on which that takes effect."""
    found = [(date.min, versions_in(measures))]
    for amendment in sorted(measures.get("amendments", []), key=lambda amendment: str(amendment["effective"])):
        measures = amended(measures, amendment)
        found.append((date.fromisoformat(amendment["effective"]), versions_in(measures)))
    return found


def amended(measures: Values, amendment: Values) -> Values:
    """A plan with the changes of one document.

    Reading: an item that was repealed and is changed again is back in force.
    Settled: what is repealed with its clause comes back by its own name only.
    Settled: days from the issue are those of the amending document, from the day on which it takes effect. Bodies that
    it names for a requirement owe it, though its clause does not name them.
    """
    new = copy.deepcopy(measures)
    parts = {milestone["id"]: milestone for milestone in new.get("milestones", [])}
    for _, clause in clauses_of(new):
        parts[clause["id"]] = clause
        parts |= {clause["id"] + "/" + r["id"]: r for r in clause.get("requirements", [])}
        if "repealed" in amendment["items"].get(clause["id"], {}):
            for r in clause.get("requirements", []):
                r["repealed"] = "true"
    for name, change in amendment["items"].items():
        parts[name].pop("repealed", None)
        parts[name].update(change)
        if isinstance(change.get("deadline"), str):
            parts[name]["deadline"] = {"words": change["deadline"], "issued": amendment["effective"]}
        if "responsible" in change:
            parts[name]["within"] = change["responsible"]
    return new


def governed(data: Values, name: str, on: date) -> Cycles:
    """The cycles of an item (or of a clause that is complete through others), with due dates and governing versions.

    A cycle is governed by the newest version that was in force when it falls due by that version. What has no due date is
    governed by the version that is in force at the cutoff.
    Reading: a version that has no such cycle ends those that fall due from then on, as if they were repealed.
    """
    found: Cycles = {}
    for effective, versions in data["wordings"]:
        own: Cycles = {}
        if name in versions:
            rule = timed(data, versions[name], on)
            version = versions[name] | {"rule": rule, "once": versions[name]["once"] and rule["kind"] == "each"}
            own = {cycle: (due, version) for cycle, due in rule["cycles"]}
        ended = [cycle for cycle, (due, _) in found.items() if cycle not in own and (due or on) >= effective]
        found = {cycle: one for cycle, one in found.items() if cycle not in ended}
        found |= {cycle: one for cycle, one in own.items() if (one[0] or on) >= effective}
    return dict(sorted(found.items(), key=lambda cycle: cycle[1][0] or date.max))


def clauses_at(data: Values, on: date) -> dict[str, Cycles]:
    return {clause["id"]: governed(data, clause["id"], on) for _, clause in clauses_of(data["measures"])}


def number_of(measure: str) -> int | str:
    """A measure's id as outputs show it: a number where it is a plain one, else the text."""
    return int(measure) if re.fullmatch("0|[1-9][0-9]*", measure) else measure


def requirement_item(r: Values, clause: Values, measure: int | str) -> Values:
    return {
        "id": clause["id"] + "/" + r["id"],
        "clause": clause["id"],
        "with_clause": "deadline" not in r,
        "measure": measure,
        "deadline": r.get("deadline", clause.get("deadline")),
        "responsible": r.get("responsible", clause["responsible"]),
        "within": r.get("within", clause["responsible"]),
        "act": r.get("act"),
        "recipient": r.get("recipient"),
        "binding": r.get("binding", "必须"),
        "leaf": True,
        "supporting": r.get("supporting", clause.get("supporting", [])),
        "threshold": r.get("threshold"),
        "condition": r.get("condition", clause.get("condition")),
        "once": r.get("once") == "true",
        "jointly": r.get("jointly", clause.get("jointly")) == "true",
    }


def plain_item(source: Values, measure: int | str | None) -> Values:
    """Reading: of what only an amendment can say of it (an act, a threshold …) nothing else is asked than of a requirement."""
    return {
        "id": source["id"],
        "clause": None,
        "with_clause": False,
        "measure": measure,
        "deadline": source.get("deadline"),
        "responsible": source["responsible"],
        "within": source["responsible"],
        "act": source.get("act"),
        "recipient": source.get("recipient"),
        "binding": source.get("binding", "必须"),
        "leaf": True,
        "supporting": source.get("supporting", []),
        "threshold": source.get("threshold"),
        "condition": source.get("condition"),
        "once": False,
        "jointly": source.get("jointly") == "true",
    }


# ── deadlines ──


def timed(data: Values, version: Values, on: date) -> Values:
    """The rule of a version's deadline with the cycles that it would have by itself.

    What waits for another item has the cycles of that item.
    """
    plan = data["measures"]["plan"]
    issued, ends = date.fromisoformat(plan["issued_on"]), date.fromisoformat(plan["ends_on"])
    rule = rule_of(version["deadline"], issued, data.get("calendar", {}))
    if rule["kind"] == "after":
        return rule | {"cycles": [(cycle, None) for cycle in governed(data, rule["item"], on)]}
    return rule | {"cycles": cycles(rule, issued, ends)}


def rule_of(deadline: str | Values | None, issued: date, calendar_: Values) -> Values:
    """What a deadline's words mean: none, ongoing, once (on a day), each (period), after (another item), or faulty.

    ``lasting`` is what has to last once it is done.
    """
    if deadline is None:
        return {"kind": "none", "lasting": False}
    if isinstance(deadline, dict) and "words" in deadline:
        return rule_of(deadline["words"], date.fromisoformat(deadline["issued"]), calendar_)
    if isinstance(deadline, dict):
        return settled(deadline) | {"lasting": False}
    text = words(deadline)
    if text in ("长期坚持", "持续推进", "常态化推进", "长期", "常态化", "常态化开展", "持续开展"):
        return {"kind": "ongoing", "lasting": False}
    lasting = text.endswith(("并长期坚持", "\uff0c长期坚持", "并持续推进"))
    text = re.sub("(完成)?[,\uff0c]?并?(长期坚持|持续推进)$", "", text)
    return worded(text, issued, calendar_) | {"lasting": lasting}


def words(deadline: str | Values | None) -> str:
    if not isinstance(deadline, str):
        return words(deadline.get("words")) if deadline else ""
    text = re.sub(r"[\s“”]", "", deadline.translate(HALF_WIDTH))
    for number in range(31, 0, -1) if re.search("[一二三四五六七八九十][年月日天个次号]", text) else ():
        text = re.sub(numeral(number) + "(?=[年月日天个次号])", str(number), text)
    for word, plainer in PLAINER.items():
        text = text.replace(word, plainer)
    text = re.sub("^(于|截至|不迟于)", "", text)
    return re.sub("^(每.*?)(至少|不少于)?1次$", r"\1", text)


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else " 一二三"[tens]) + "十" if tens else "") + " 一二三四五六七八九"[ones].strip()


PLAINER = {
    "年度": "年", "之前": "前", "以前": "前", "月份": "月", "号": "日", "年内": "年", "上旬": "10日", "中旬": "20日", "下旬": "底",
    "年前三季度": "年第三季度", "第1个月": "首月",
}  # fmt: skip


def settled(deadline: Values) -> Values:
    """Words that no form covers, with the date that was settled for them, or the recurrence."""
    if "due" in deadline:
        return {"kind": "once", "due": single(words(deadline["due"]))}
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[deadline["every"]]
    day = deadline.get("day", "last")
    return {
        "kind": "each",
        "slots": slots_of(months, 31 if day == "last" else int(day)),
        "from": deadline.get("from", "0001-01"),
        "until": deadline.get("until", "9999-12"),
    }


def worded(text: str, issued: date, calendar_: Values) -> Values:
    after = AFTER.fullmatch(text)
    if after:
        return {"kind": "after", "item": after[1], "days": int(after[2]), "working": after[3] is not None}
    issue = re.fullmatch("(?:自)?印发(?:之日起|后)([0-9]+)个?(工作)?日内", text)
    if issue:
        due = days_after(issued, {"days": int(issue[1]), "working": issue[2] is not None}, calendar_)
        return {"kind": "faulty"} if due is None else {"kind": "once", "due": due}
    text = text.removesuffix("完成").removeprefix("到")
    years = re.match("(?:自?([0-9]{4})年起)|(?:([0-9]{4})年?[-—–~至]+([0-9]{4})年)", text)
    if years:
        rest = text[years.end() :]
        first, last = (years[1], "9999") if years[1] else (years[2], years[3])
        return {"kind": "each", "slots": recurring(rest), "from": f"{first}-01", "until": f"{last}-12"}
    if text.startswith("每"):
        return {"kind": "each", "slots": recurring(text), "from": "0001-01", "until": "9999-12"}
    return {"kind": "once", "due": single(text)}


def days_after(start: date, rule: Values, calendar_: Values) -> date | None:
    """The last of so many days, the first of which is the day after; None where a year has no calendar of working days."""
    if not rule["working"]:
        return start + timedelta(days=rule["days"])
    day, counted = start, 0
    while counted < rule["days"]:
        day += timedelta(days=1)
        year = calendar_.get(str(day.year))
        if year is None:
            return None
        weekend = day.weekday() in (5, 6)
        off = str(day) in year.get("holidays", []) or (weekend and str(day) not in year.get("workdays", []))
        counted += not off
    return day


NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def part_of_year(text: str) -> tuple[int, int] | None:
    """第一季度, 上半年, 3月, 1月31日, or nothing: the last month and day of it (31 where that is the month's last)."""
    text = re.sub("[底末]?前?$", "", text, count=1).removesuffix("底").removesuffix("末")
    quarter = re.fullmatch("第?([一二三四1-4])季度", text)
    if quarter:
        return 3 * NUMERALS[quarter[1]], 31
    if text in ("上半年", "下半年", "年", ""):
        return (6 if text == "上半年" else 12), 31
    day = re.fullmatch("([0-9]{1,2})月(?:([0-9]{1,2})日)?", text)
    return (int(day[1]), int(day[2] or 31)) if day else None


def single(text: str) -> date:
    """2024年6月, 2024年6月底前, 2024-06, 2024年底, 2024年6月15日, 2024-06-15, 2025年第一季度, 2025年上半年, 2025."""
    plan = re.fullmatch("十([一二三四五六七八九])五期?末", text)
    if plan:  # the fourteenth five-year plan ended in 2025
        return date(2025 + 5 * (" 一二三四五六七八九".index(plan[1]) - 4), 12, 31)
    iso = re.fullmatch("([0-9]{4})(?:[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?)?", text)
    if iso:
        return in_year(int(iso[1]), int(iso[2] or 12), int(iso[3] or 31))
    month, day = part_of_year(text[5:]) or (0, 0)
    return in_year(int(text[:4]), month, day)


def in_year(year: int, month: int, day: int) -> date:
    """Reading: a day that the month lacks is its last day."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def recurring(text: str) -> list[Slot]:
    """每月28日前, 每季度末, 每半年, 每年第一季度, 每年1月15日和7月15日前: the periods within a year, with the day of each."""
    month = re.fullmatch("每个?月(?:([0-9]{1,2})日)?[底末]?前?", text)
    if month:
        return slots_of(1, int(month[1] or 31))
    turn = re.fullmatch("每(季度|半年)(首|末)月([0-9]{1,2})日前", text)
    if turn:
        months = 3 if turn[1] == "季度" else 6
        back = months - 1 if turn[2] == "首" else 0
        return [(name, month - back, int(turn[3])) for name, month, _ in slots_of(months, 31)]
    together = re.fullmatch("每年([0-9、]+)月([0-9]{1,2})日前", text)
    if together and "、" in together[1]:
        return [(f"-{int(month):02}", int(month), int(together[2])) for month in together[1].split("、")]
    if re.fullmatch("每个?季度[底末]?前?", text):
        return slots_of(3, 31)
    if re.fullmatch("每半年[底末]?前?", text):
        return slots_of(6, 31)
    days = [part_of_year(part) for part in re.split("和|及|与|、|,", text.removeprefix("每年"))]
    known = [day for day in days if day is not None]
    if len(known) == 1:
        return [("", *known[0])]
    return [(f"-{month:02}", month, day) for month, day in known]


def slots_of(months: int, day: int) -> list[Slot]:
    names = {1: "-{:02}", 3: "Q{}", 6: "H{}", 12: ""}
    return [(names[months].format(n), n * months, day) for n in range(1, 12 // months + 1)]


def cycles(rule: Values, issued: date, ends: date) -> list[Cycle]:
    """The cycles of a rule: once, or one for each period; none after the end of the plan.

    Reading: only what recurs is cut off at ends_on; a single date after it is still owed on that date.
    """
    if rule["kind"] == "faulty":
        return []
    if rule["kind"] != "each":
        return [(None, rule.get("due"))]
    found = [slot for year in range(issued.year, ends.year + 1) for slot in in_order(rule, year)]
    return [(name, due) for name, due in found if due <= ends and rule["from"] <= due.isoformat()[:7] <= rule["until"]]


def in_order(rule: Values, year: int) -> list[tuple[str, date]]:
    slots = [(f"{year}{name}", in_year(year, month, day)) for name, month, day in rule["slots"]]
    return sorted(slots, key=lambda slot: slot[1])


def before(own: Cycles, rule: Values, cycle: str | None) -> date | None:
    """The due date of the cycle before.

    Reading: it is the slot before by the rule, whether that cycle was generated or not; if it was, its own due date counts.
    Settled: where that waited for another item and had none in the plan, the rule's counts.
    """
    if rule["kind"] != "each" or cycle is None:
        return None
    year = int(cycle[:4])
    found = [*in_order(rule, year - 1), *in_order(rule, year)]
    name, due = found[[name for name, _ in found].index(cycle) - 1]
    return (own[name][0] if name in own else None) or due


def recurs(deadline: str | Values | None) -> bool:
    return bool(rule_of(deadline, date(2024, 1, 1), {})["kind"] == "each")


# ── the roster ──


def bound(units: Values, item: Values) -> set[str]:
    """Who owes an item. Reading: of a requirement's bodies those that its clause binds, group members one by one."""
    return members(units, item["responsible"], set()) & members(units, item["within"], set())


def members(units: Values, names: list[str], above: set[str]) -> set[str]:
    """The ids of all bodies that units or groups name, groups within groups included."""
    found = set()
    for name in names:
        unit = body(units, name)
        if unit is not None:
            found.add(unit["id"])
        elif name not in above:
            for other in units["units"]:
                if name in own_groups(other):
                    found.add(other["id"])
            for group in units.get("groups", []):
                if group["name"] == name:
                    found |= members(units, group.get("includes", []), above | {name})
    return found


def own_groups(unit: Values) -> list[str]:
    return [group if isinstance(group, str) else group["name"] for group in unit.get("groups", [])]


def groups_of(units: Values, unit: Values) -> list[Values]:
    """Its groups: those that it names, in its order, then those that reach it through includes, in roster order."""
    known = {group["name"]: group for group in units.get("groups", [])}
    direct = [known[name] for name in own_groups(unit) if name in known]
    reached = [group for name, group in known.items() if unit["id"] in members(units, [name], set())]
    return direct + [group for group in reached if group not in direct]


def body(units: Values, name: str) -> Values | None:
    for unit in units["units"]:
        if name in (unit["id"], unit["name"], unit.get("full_name"), *unit.get("aliases", [])):
            return dict(unit)
    return None


def first_day(unit: Values) -> date:
    return date.fromisoformat(unit.get("active", {}).get("from", "0001-01-01"))


def last_day(unit: Values) -> date:
    return date.fromisoformat(unit.get("active", {}).get("until", "9999-12-31"))


# ── who has a duty ──


def holdings(data: Values, on: date, depth: int, known: Found) -> tuple[dict[Key, list[Values]], dict[Key, Key]]:
    """Who has which duty of the items of one depth at a cutoff, with the bodies whose reports speak for it; what moved where.

    Reading: of two bodies that hand on the same item and cycle to one, it has the duty once, with the reports of all.
    Reading: what a body would have to report to itself is not handed on to it either.
    """
    units = data["units"]["units"]
    own = {key: [unit] for unit in units if on <= last_day(unit) for key in owed(data, unit, on, depth, known)}
    held, moved = dict(own), {}
    for unit in units:
        for _, number, cycle in owed(data, unit, last_day(unit), depth, known) if on > last_day(unit) else []:
            bodies = keepers(data, unit, number, cycle, on)
            key = moved[unit["id"], number, cycle] = bodies[-1]["id"], number, cycle
            if on > last_day(bodies[-1]):
                held[key] = bodies
            elif key not in own and not to_itself(data["units"], bodies[-1], data["items"][number]["cycles"][cycle][1]):
                held[key] = [*[b for b in held.get(key, []) if b not in bodies], *bodies]
    return held, moved


def keepers(data: Values, unit: Values, number: int, cycle: str | None, on: date) -> list[Values]:
    """The bodies through whose hands a duty went from one that is gone; the last of them has it at the cutoff.

    What is open at the end of a body's last day is its successor's afterwards, what is complete stays its own.
    Settled: where no successor lives at the cutoff it stands with the body that it fell on first.
    """
    bodies = [unit]
    while on > last_day(bodies[-1]):
        for found, together in rows_on_last_day(data, bodies[-1]):
            same = (found["item"], found["cycle"]) == (data["items"][number]["id"], cycle)
            if same and found["status"] in CLOSED:
                return together
        heir = successor(data["units"], bodies[-1], on)
        if heir is None:
            return [unit]
        bodies.append(heir)
    return bodies


def owed(data: Values, unit: Values, on: date, depth: int, known: Found) -> list[Key]:
    """What falls on a body itself: active on the due date, and not to be reported to itself.

    Reading: the original due date decides who owes, an extension does not; a duty without
    any due date is owed by the bodies that exist at the cutoff.
    """
    found = []
    for number, item in enumerate(data["items"]):
        for cycle, (due, version) in item["cycles"].items() if item["depth"] == depth else ():
            if unit["id"] not in version["bound"] or to_itself(data["units"], unit, version):
                continue
            event = happened(data, known, version, [unit], cycle)
            if first_day(unit) <= (event if isinstance(event, date) else due or on) <= last_day(unit):
                found.append((unit["id"], number, cycle))
    return found


def rows_on_last_day(data: Values, unit: Values) -> list[tuple[Row, list[Values]]]:
    day = last_day(unit)
    if day not in data["last days"]:
        data["last days"][day] = rows_at(data, day, closed=True)
    return [(found, bodies) for found, bodies in data["last days"][day] if found["unit"] == unit["id"]]


def successor(units: Values, unit: Values, on: date) -> Values | None:
    """The first body in the chain of successors that outlived a body; None while there is none.

    Reading: a successor that does not exist yet takes nothing over yet, nor does one after it.
    """
    end, seen = last_day(unit), set()
    while unit["id"] not in seen:
        seen.add(unit["id"])
        name = unit.get("succeeded_by", unit.get("active", {}).get("succeeded_by"))
        found = body(units, name) if name else None
        if found is None or first_day(found) > on:
            return None
        if last_day(found) > end:
            return found
        unit = found
    return None


# ── recipients ──


def authority(units: Values, unit: Values, word: str) -> list[str] | None:
    """The names of whom a generic recipient means for a unit, where the roster says so."""
    for source in (unit, *groups_of(units, unit)):
        named = source.get("authorities", {}).get(word)
        if named:
            return [named] if isinstance(named, str) else list(named)
    return None


def meant(units: Values, unit: Values, word: str) -> set[str] | None:
    """The bodies that a recipient means: ids where the roster has them, else names. None where nothing says so.

    Reading: a recipient that is not on the roster is a generic one.
    """
    named = body(units, word)
    names = [word] if named is not None else authority(units, unit, word)
    if names is None:
        return None
    found = [(name, body(units, name)) for name in names]
    return {name if known is None else known["id"] for name, known in found}


def to_itself(units: Values, unit: Values, item: Values) -> bool:
    """Reading: where the unit is one of several possible recipients, the others remain."""
    return item["recipient"] is not None and meant(units, unit, item["recipient"]) == {unit["id"]}


def right_recipient(units: Values, unit: Values, word: str, given: str) -> bool:
    """Whether a recipient that a unit gives is the one asked for.

    Reading: a document's word given instead of a name means its authority there too, and where it may mean
    several bodies each of them must be asked for.
    Settled: where a unit is among its own authorities, that was said on purpose: an area stands for its departments.
    Reading: where nothing says who is meant, all that is not hollow or a denial names a body; it is for people to check.
    """
    asked = meant(units, unit, word)
    if given == word:
        return True
    if asked is None:
        denial = re.sub(r"^\W+", "", given).startswith(("没", "未", "尚未", "无需", "不"))
        return body(units, given) is not None or not (denial or hollow(given))
    return (meant(units, unit, given) or {given}) <= asked


# ── what was filed ──


def usable_submissions(data: Values, today: date) -> list[Values]:
    """The submissions that may speak: of a known unit, from one of its files, not dated after today.

    A period after the month of its submission ranks as that month.
    """
    found = []
    for path, submission in data["submissions"].items():
        unit = body(data["units"], submission["unit"])
        submitted = date.fromisoformat(submission["submitted_on"])
        if unit is not None and submitted <= today and may_speak(data["units"], unit, path):
            period = min(date.fromisoformat(submission["period"] + "-01"), submitted.replace(day=1))
            found.append(submission | {"unit": unit, "period": period, "submitted": submitted})
    return found


def may_speak(units: Values, unit: Values, path: str) -> bool:
    """Whether a file may speak for a unit. Reading: ``**/`` is any number of folders, none included."""
    globs = unit.get("files") or [glob for group in groups_of(units, unit) for glob in group.get("files", [])]
    return not globs or any(re.fullmatch(as_pattern(glob), path) for glob in globs)


def as_pattern(glob: str) -> str:
    pattern = re.escape(glob).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*")
    return pattern.replace(r"\*", "[^/]*").replace(r"\?", "[^/]")


def hollow(text: str) -> bool:
    """Whether a title or a reason says nothing. Reading: blanks and punctuation alone say nothing either."""
    return HOLLOW.fullmatch(text) is not None


def reports_on(data: Values, duty: Values) -> list[Values]:
    """All sound reports on a duty by the bodies that may speak of it, with period and day of submission."""
    ids = [unit["id"] for unit in duty["bodies"]]
    return [
        {"by": submission["unit"], "period": submission["period"], "submitted": submission["submitted"], **entry}
        for submission in data["reports"]
        if submission["unit"]["id"] in ids
        for entry in map(filled_in, submission.get("progress", []))
        if entry["item"] == duty["item"]["id"] and speaks_of(entry, duty) and sound(entry)
    ]


def filled_in(entry: Values) -> Values:
    return {key: value for key, value in entry.items() if value != ""}


def speaks_of(record: Values, duty: Values) -> bool:
    """Whether an entry or an approval means a duty's cycle.

    Settled: the year of an item due once may be written, in whichever version it is that, unless there is a cycle of that
    name; on an item that in no version
    has a date of its own a year means nothing.
    """
    written, kinds = record.get("cycle"), {kind for kind, _ in duty["ever"]}
    if duty["cycle"] is not None:
        return bool(written == duty["cycle"])
    if written is None or not kinds & {"once", "each"}:
        return True
    return written in {year for _, year in duty["ever"]} and written not in duty["cycles"]


def sound(entry: Values) -> bool:
    """Whether an entry is a report free of data errors. A faulty one is left out, one nobody filled in is none.

    Reading: completed_on goes "with 已完成", so that beside another status it is a fault.
    """
    if entry.get("status") not in GENUINE:
        return False
    if "completed_on" in entry and (entry["status"] != "已完成" or full_date(entry["completed_on"]) is None):
        return False
    return all("title" in evidence for evidence in entry.get("evidence", []))


def full_date(text: str | None) -> date | None:
    if text is None or len(text) != len("2024-06-20"):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def newest(reports: list[Values]) -> list[Values]:
    """The newest report, or several of equal standing."""
    top = max(((r["period"], r["submitted"]) for r in reports), default=None)
    return [r for r in reports if (r["period"], r["submitted"]) == top]


# ── one duty ──


def row(data: Values, duty: Values) -> Row:
    original, on = duty["original"], duty["on"]
    limit = original and extended(data, duty, on)
    duty = duty | {"limit": limit, "passed": limit is not None and is_over(duty, limit)}
    status, day = verdict(data, duty)
    built, status = status == "built", "done" if status == "built" else status
    completed = day if status in ("done", "done_late") else None
    days = None
    if original is not None:
        # Reading: a 鼓励 item is never past its date, so that its 待核实 counts no days.
        if status == "overdue" or (status == "unverified" and duty["passed"] and duty["item"]["binding"] != "鼓励"):
            days = (on - original).days
        if status == "noncompliant" and day is not None:
            days = (on - day).days
        if status == "done_late" and day is not None:
            days = (day - original).days
    # Settled: "moves the date that counts while it lasts" - `due` shows the extended date until that day is over, and
    # for a completion that it put in time; once it has lapsed, the original date counts again. What is exempted, or
    # built once before, has none that could move.
    covered = limit is not None and (not duty["passed"] or (completed is not None and completed <= limit))
    late = original is not None and completed is not None and completed > extended(data, duty, completed)
    moved = covered and not late and not built and not exempted(data, duty)
    due = limit if moved else original
    if (
        status == "done"
        and limit is not None
        and completed is not None
        and completed > limit
        and completed != duty["built"]
        and not late
    ):
        due = extended(
            data, duty, completed
        )  # Settled: the approval that put it in time, though a later one is shorter
    if status == "done" and not built and is_ceiling(duty["item"]["threshold"] or {}) and limit is not None:
        due = limit  # what must not be passed is kept until the last day that was granted
    return {
        "unit": duty["bodies"][-1]["id"],
        "item": duty["item"]["id"],
        "measure": duty["item"]["measure"],
        "cycle": duty["cycle"],
        "due": due and due.isoformat(),
        "original_due": original and original.isoformat(),
        "status": "ongoing" if status == "done" and duty["item"]["rule"]["lasting"] else status,
        "completed_on": completed and completed.isoformat(),
        "days_overdue": days,
        "binding": duty["item"]["binding"],
        "supporting": duty["item"]["supporting"],
    }


def is_over(duty: Values, day: date) -> bool:
    return bool(day < duty["on"] or (duty["closed"] and day == duty["on"]))


def extended(data: Values, duty: Values, approved_by: date) -> date:
    """The date that counts: the original one, or the one until which approvals given by a day extend it.

    Reading: an approval later than the original date still counts once it was given (it is reported as late).
    Reading: a duty that passed on keeps the approvals of the bodies that had it.
    Reading: a clause-wide one moves the requirements that are due on a day on which the clause is.
    Settled: it must name a cycle, the clause's or the requirement's, only where both recur.
    Settled: of several that give more time the newest decides, as with entries; an item's own before its clause's,
    and before both what is not revoked. An item due once may be spoken of with its year. What fell due before the issue needs no extension and gets none.
    """
    item = duty["item"]
    original: date = duty["original"]
    found = [(False, False, "", original)]
    if original < data["issued"]:
        return original
    of_clause = {due: cycle for cycle, (due, _) in data["clauses"].get(item["clause"], {}).items() if due is not None}
    if item["with_clause"]:
        of_clause = {original: duty["cycle"]}
    for extension in data["extensions"]:
        approved, until = extension["approved_on"], date.fromisoformat(extension["until"])
        revoked = date.fromisoformat(extension.get("revoked_on", "9999-12-31"))
        if revoked <= date.fromisoformat(approved):
            continue  # never in force; Settled: revoked before it was approved is a data error
        if revoked <= duty["on"]:
            until = min(until, revoked - timedelta(days=1))
        if until <= original or date.fromisoformat(approved) > min(approved_by, duty["on"]):
            continue
        if not one_of(data, extension["unit"], duty["bodies"]):
            continue
        own = extension["item"] == item["id"]
        wide = extension["item"] == item["clause"] and original in of_clause
        named = {duty["cycle"]} if own else {duty["cycle"], of_clause.get(original)}
        exact = None not in named
        cycle_named = extension.get("cycle") in (named if exact else {None, str(original.year), *named})
        if (own or wide) and cycle_named:
            found.append((revoked > duty["on"], own, approved, until))
    return max(found)[3]


def one_of(data: Values, name: str, bodies: list[Values]) -> bool:
    unit = body(data["units"], name)
    return unit is not None and unit["id"] in [one["id"] for one in bodies]


def exempted(data: Values, duty: Values) -> bool:
    """Whether a decision frees from the duty. It speaks for every cutoff, and outranks any report.

    Settled: one that names a cycle does not speak of what has no date.
    """
    return any(
        one_of(data, exemption["unit"], duty["bodies"])
        and exemption["item"] in (duty["item"]["id"], duty["item"]["clause"])
        and ("cycle" not in exemption or of_cycle(exemption["cycle"], duty))
        for exemption in data["exemptions"]
    )


def of_cycle(named: str, duty: Values) -> bool:
    """Whether a decision's cycle is that of a duty; a bare year is all of its cycles."""
    if duty["cycle"] is None:
        return duty["original"] is not None and named == str(duty["original"].year)
    return named in (duty["cycle"], duty["cycle"][:4])


def verdict(data: Values, duty: Values) -> tuple[str, date | None]:
    """The status of a duty, and the day of its completion, or from which its noncompliance counts.

    Reading: 发文前已届期 goes before anything reported, and holds for a single date before the issue too.
    Reading: what was built once is done in each later cycle, even where a report on that cycle says that it is not.
    Settled: only where that cycle is done or 不适用 by itself, that stands.
    """
    if duty["limit"] is not None and duty["original"] < data["issued"]:
        return "not_applicable", None
    if exempted(data, duty) or duty["freed"]:
        return "not_applicable", None
    reports = reports_on(data, duty)
    judge = reported_verdict if duty["item"]["threshold"] is None else threshold_verdict
    status, day = judge(data, duty, reports)
    if duty["built"] is not None and status not in ("done", "not_applicable"):
        return "built", duty["built"]
    return status, day


def reported_verdict(data: Values, duty: Values, reports: list[Values]) -> tuple[str, date | None]:
    """What the newest reports make of a duty.

    Settled: two dates that are late by different days differ in outcome.
    """
    said = {outcome(data, duty, report, newest(reports)) for report in newest(reports)}
    kinds = {kind for kind, _ in said}
    if len(kinds) > 1 or (kinds == {"done_late"} and len(said) > 1):
        return "unverified", None
    if kinds <= {"not done"}:
        return unfinished(duty, reports), None
    (kind,) = kinds
    completed = max((day for _, day in said if day is not None), default=None)
    if kind in ("done", "done_late"):
        return kind, completed
    if kind == "unproven":
        return ("overdue" if unproven_too_long(data, duty, reports) else "unverified"), None
    return kind, None


def unfinished(duty: Values, reports: list[Values], by_figures: bool = False) -> str:
    """What a duty is that nobody has completed. 未启动 is no more under way than nothing reported.

    Reading: where an item is both 鼓励 and without an end date, 鼓励 says more.
    Reading: 未启动 is an answer, no silence. Where figures judge, having filed any table would be an answer too,
    but then there is none; what is said of them in words puts nothing under way.
    """
    begun = [report for report in reports if report["period"] <= duty["on"]]
    states = newest([report for report in begun if report["status"] in ("推进中", "未启动")])
    if duty["item"]["binding"] == "鼓励":
        return "optional"
    if duty["item"]["deadline"] is None:
        return "undated"
    if duty["item"]["rule"]["kind"] == "ongoing":
        return "ongoing"
    if duty["passed"]:
        return "overdue" if begun or duty["item"]["condition"] is None else "unverified"
    under_way = not by_figures and any(report["status"] == "推进中" for report in states)
    return "in_progress" if under_way else "not_due"


# ── what was claimed ──


def outcome(data: Values, duty: Values, report: Values, beside: list[Values]) -> tuple[str, date | None]:
    """What one of the newest reports makes of a duty at the cutoff, beside others of equal standing.

    What it leaves out it takes from the others, for that contradicts nothing; evidence and reasons add up.
    """
    if report["status"] == "不适用":
        excuses = [other for other in beside if other["status"] == "不适用"]
        reason = any(not hollow(other.get("reason", "")) for other in excuses)
        return released(duty["item"], reason), None
    if report["status"] != "已完成":
        return "not done", None
    claims = [other for other in beside if other["status"] == "已完成"]
    days = {day for day in (full_date(claim.get("completed_on")) for claim in claims) if day is not None}
    day = full_date(report.get("completed_on")) or max(days, default=None)
    kind = kind_of_day(data, duty, report, day)
    last = day or report["period"]
    if kind == "done":  # of two dates in time the later counts
        last = max((other for other in days if kind_of_day(data, duty, report, other) == kind), default=last)
    if last > duty["on"]:
        return "not done", None
    if kind == "unproven" or not shown(data, duty["item"], report, claims):
        return "unproven", None
    return kind, day


def released(item: Values, reason: bool) -> str:
    """What 不适用 makes of a duty: it frees only from what is encouraged or conditional, and with a reason."""
    if reason and (item["binding"] == "鼓励" or item["condition"] is not None):
        return "not_applicable"
    return "not done" if item["binding"] == "鼓励" else "unverified"


def kind_of_day(data: Values, duty: Values, report: Values, day: date | None) -> str:
    """Whether a completion on that day is in time or late, or cannot be: after its submission, or in another cycle.

    Reading: the due date of the cycle before is the rule's, whether that cycle was generated or not, and unextended.
    """
    if day is None or day > report["submitted"]:
        return "unproven"
    if duty["before"] is not None and day <= duty["before"]:
        return "unproven"
    if duty["item"]["binding"] == "鼓励" or duty["original"] is None or day <= extended(data, duty, day):
        return "done"
    return "done_late"


def shown(data: Values, item: Values, report: Values, claims: list[Values]) -> bool:
    """Whether 已完成 is borne out: evidence, the act and the recipient that the item asks for.

    Reading: an act on an item that asks for none is no wrong act.
    """
    if item["rule"]["kind"] == "ongoing":
        return False
    if all(hollow(piece["title"]) for claim in claims for piece in claim.get("evidence", [])):
        return False
    given = [report] if "act" in report else [claim for claim in claims if "act" in claim]
    if item["act"] is not None and given and not any(same_act(item["act"], claim["act"]) for claim in given):
        return False
    given = [report] if "recipient" in report else [claim for claim in claims if "recipient" in claim]
    return item["recipient"] is None or any(
        right_recipient(data["units"], claim["by"], item["recipient"], claim["recipient"]) for claim in given
    )


def same_act(asked: str, given: str) -> bool:
    return asked == given or any({asked, given} <= family for family in SAME_ACT)


def unproven_too_long(data: Values, duty: Values, reports: list[Values]) -> bool:
    """Whether a claim has waited for its proof so long after its due date and its submission that it is overdue.

    Reading: a claim that is made again is the same claim; its submission is the first of the unbroken run.
    Reading: within N days means that the N-th day must be over, as with any date.
    Reading: neither 不适用 nor a conflict is a claim without proof, and what is encouraged is never overdue.
    """
    if data["proof_within"] is None or duty["limit"] is None or duty["item"]["binding"] == "鼓励":
        return False
    first = date.max
    while reports and all(report["status"] == "已完成" for report in newest(reports)):
        latest = newest(reports)
        first = latest[0]["submitted"]
        reports = [report for report in reports if report not in latest]
    return is_over(duty, max(duty["limit"], first) + timedelta(days=int(data["proof_within"])))


# ── thresholds ──


def threshold_verdict(data: Values, duty: Values, reports: list[Values]) -> tuple[str, date | None]:
    """Figures judge. Only an explained 不适用 overrides them, where the item is conditional or encouraged.

    Reading: 不适用 without a reason overrides nothing, nor does a conflict over anything else.
    Reading: a conditional threshold is closed by an explained 不适用 like any conditional duty.
    Settled: entries that disagree over an explained 不适用 leave open whether figures count: unverified. So do
    tables that leave open whether it was met on the due date. A 长期坚持 threshold that is met is done, for it is
    never past its date.
    """
    said = [report["status"] for report in newest(reports)]
    reason = any(not hollow(report.get("reason", "")) for report in newest(reports) if report["status"] == "不适用")
    if "不适用" in said and released(duty["item"], reason) == "not_applicable":
        return ("not_applicable" if set(said) == {"不适用"} else "unverified"), None
    of_unit = duty["item"]["threshold"]["of"] == "unit"
    tables = figures_of(data, duty) if of_unit else tables_of(data, duty)
    now = judged(duty, tables, duty["on"], duty["limit"])
    if of_unit and now is not None and is_ceiling(duty["item"]["threshold"]):
        return ceiling_verdict(duty, now, tables[-1]["day"])
    if now is None:
        # Settled: where there are no figures either, an unexplained 不适用 leaves a conditional duty open like any other.
        unexplained = (
            set(said) == {"不适用"} and released(duty["item"], reason) == "unverified" and duty["item"]["condition"]
        )
        return ("unverified" if unexplained else unfinished(duty, reports, by_figures=True)), None
    if now == "nobody is key":
        return "not_applicable", None
    if now == "open":
        return "unverified", None
    if now == "missed":
        return missed(duty, tables)
    return met(data, duty, tables)


def missed(duty: Values, tables: list[Values]) -> tuple[str, date | None]:
    """A miss: noncompliant from the due date, or, once the figures had met it, from the first table that missed again."""
    if duty["item"]["binding"] == "鼓励":
        return "optional", None
    if duty["item"]["rule"]["kind"] in ("none", "ongoing"):
        return ("undated" if duty["item"]["deadline"] is None else "ongoing"), None
    if not duty["passed"]:
        return "in_progress", None
    history = [(day, judged(duty, tables, day, None)) for day in days_of(tables, duty["on"])]
    fine_days = [day for day, told in history if fine(told)]
    if not fine_days:
        return "noncompliant", duty["original"]
    # Reading: what could not be judged in between accuses nobody: the first table that really missed counts.
    relapse = min(day for day, told in history if told == "missed" and day > fine_days[-1])
    return "noncompliant", max(duty["original"], relapse)


def met(data: Values, duty: Values, tables: list[Values]) -> tuple[str, date | None]:
    """A limit that is met: in time where it was met on the due date too."""
    since = met_since(duty, tables, duty["on"])
    if duty["limit"] is None or duty["item"]["binding"] == "鼓励":
        return "done", since
    # An approval after the figures met the limit makes nothing late on time; where they met it by the original date,
    # nothing was late. Settled: then the date that counts is the last approved one, as for all that is open.
    limit = extended(data, duty, since) if since > duty["original"] else duty["limit"]
    if not is_over(duty, limit):
        return "done", since
    then = judged(duty, tables, limit, limit)
    if then == "open":
        return "unverified", None
    if fine(then):
        return "done", met_since(duty, tables, limit)
    return "done_late", since


def met_since(duty: Values, tables: list[Values], day: date) -> date:
    """The first table's day of the unbroken run of tables that meet the limit, up to the one that counts on a day.

    Reading: that is the day of completion, for later tables that confirm it do not put it off.
    """
    days = days_of(tables, day)
    since = days[-1]
    for earlier in reversed(days):
        if not fine(judged(duty, tables, earlier, None)):
            break
        since = earlier
    return since


def days_of(tables: list[Values], until: date) -> list[date]:
    return sorted({table["day"] for table in tables if table["day"] <= until})


def fine(told: str | None) -> bool:
    """Reading: a table in which nobody is key misses nothing."""
    return told in ("met", "nobody is key")


def judged(duty: Values, tables: list[Values], day: date, due: date | None) -> str | None:
    """What the table that counts on a day says of a threshold; None where there is no table.

    Reading: the newest table is the one with the latest as_of, then period, then submitted_on. Two of
    equal standing conflict as entries do, where their outcomes differ. Any that is met by figures too old for the
    day they are judged for (the due date, or a cutoff before it) is open.
    Reading: that nobody is key is no figure, and does not grow old.
    """
    counting = [table for table in tables if table["day"] <= day]
    if duty["item"]["threshold"]["of"] == "unit":
        stale = bool(counting) and (min(day, due or day) - counting[-1]["day"]).days > 366
        return ("open" if counting[-1]["told"] == "met" and stale else counting[-1]["told"]) if counting else None
    if not counting:
        return None
    top = max(table["standing"] for table in counting)
    told = set()
    for table in counting:
        if table["standing"] == top:
            said = told_by(duty, table, [older for older in counting if older["standing"] < top])
            stale = (min(day, due or day) - table["day"]).days > 366
            told.add("open" if said == "met" and stale else said)
    return told.pop() if len(told) == 1 else "open"


def told_by(duty: Values, table: Values, older: list[Values]) -> str:
    """What one table says: met, missed, open (it cannot be told), or that nobody is key.

    A miss among sound rows is a miss; else faulty rows, lacking departments, and rows of which it is not known
    whether they count leave it open.
    """
    threshold = duty["item"]["threshold"]
    if table["as_of"] is None or not table["sound"]:
        return "open"
    keys = [person.get("key", table["unit"].get("key")) for person in table["sound"]]
    if threshold["of"] != "every_key_department":
        keys = ["true"] * len(keys)
    failing = [
        key == "true" and not joined(table, person)
        for key, person in zip(keys, table["sound"], strict=True)
        if key != "false" and not passes(threshold, person)
    ]
    if any(failing):
        return "missed"
    if failing or table["faulty"] or lacking(table, older):
        return "open"
    return "nobody is key" if all(key == "false" for key in keys) else "met"


def joined(table: Values, person: Values) -> bool:
    """Whether an officer came within the table's year. Reading: on its first day too, and no less after it."""
    return "year" in table and int(person.get("since", "0000")[:4]) >= int(table["year"])


def lacking(table: Values, older: list[Values]) -> bool:
    """Whether a department that an earlier table had, and did not tell to be gone, is missing.

    Reading: faulty rows name their departments all the same, and so do tables of which every row is faulty;
    a table whose day is unknown comes neither before nor after and names none.
    """
    if "year" in table:
        return False
    rows = [
        (one["standing"], row, gone(row, one["as_of"]))
        for one in older
        if one["as_of"] is not None
        for row in one["rows"]
        if "name" in row
    ]
    # Of two rows of equal standing the one that is not gone comes last, and decides.
    rows.sort(key=lambda row: (row[0], not row[2]))
    last = {row["name"]: ceased for _, row, ceased in rows}
    named = [row.get("name") for row in table["rows"]]
    return any(not ceased and name not in named for name, ceased in last.items())


# ── thresholds on what the plan counts ──


def is_ceiling(threshold: Values) -> bool:
    return "at_most" in threshold or "less_than" in threshold


def figures_of(data: Values, duty: Values) -> list[Values]:
    """What an item's figures say of its threshold, on each day on which one of them stands, up to the cutoff.

    Reading: the cycle before is the slot before by the rule; of what is due once, the year before.
    Reading: figures of a date that cannot be (after their submission) stand at it, and leave open what hangs on them.
    Settled: where other items want a number of each cycle, the one in all is that without a cycle.
    Settled: days on which a figure is still lacking do not count, unless none is complete.
    """
    threshold, ids = duty["item"]["threshold"], [unit["id"] for unit in duty["bodies"]]
    names = indicators_of(threshold)
    own, last = own_cycles(duty)
    filed: list[list[Values]] = [[] for _ in (*names, *["last"] * ("change" in threshold))]
    for submission in data["reports"]:
        for figure in submission.get("figures", []) if submission["unit"]["id"] in ids else []:
            day = date.fromisoformat(figure["as_of"])
            told = figure | {
                "faulty": day > submission["submitted"],
                "day": min(day, submission["submitted"]),
                "standing": (min(day, submission["submitted"]), submission["period"], submission["submitted"]),
            }
            for number, name in enumerate(names):
                if figure["indicator"] == name and figure.get("cycle") in own:
                    filed[number].append(told)
            if "change" in threshold and figure["indicator"] == names[0] and figure.get("cycle") == last:
                filed[1].append(told)
    filed = [[figure for figure in of_one if figure["day"] <= duty["on"]] for of_one in filed]
    in_cycles = [name for other in wanted_in_cycles(data) for name in indicators_of(other)]
    for number, name in enumerate(names):
        in_all = [figure for figure in filed[number] if "cycle" not in figure]
        filed[number] = in_all if in_all and name in in_cycles else filed[number]
    counted = filed[:1] if "change" in threshold else filed
    days = sorted({figure["day"] for of_one in counted for figure in of_one})
    complete = [day for day in days if all(newest_until(day, of_one) for of_one in counted) and all(filed)]
    return [{"day": day, "told": told_on(duty, day, filed)} for day in complete or days[-1:]]


def wanted_in_cycles(data: Values) -> list[Values]:
    """The thresholds for which the plan, as issued or as amended, wants a number of each cycle."""
    versions = [version for _, versions in data["wordings"] for version in versions.values()]
    thresholds = [version["threshold"] for version in versions if recurs(version["deadline"])]
    return [threshold for threshold in thresholds if threshold is not None and threshold["of"] == "unit"]


def indicators_of(threshold: Values) -> list[str]:
    return list(threshold.get("share") or [threshold.get("count") or threshold["change"]])


def own_cycles(duty: Values) -> tuple[list[str | None], str | None]:
    """Which cycles' figures judge a duty, and which is the cycle before.

    Reading: what is due after another item has no cycle before.
    """
    rule, cycle = duty["item"]["rule"], str(duty["cycle"])
    if duty["cycle"] is None:
        year = (duty["original"] or duty["on"]).year
        return [None, str(year)], str(year - 1)
    if rule["kind"] != "each":
        return [cycle], "none"
    year = int(cycle[:4])
    named = [name for name, _ in [*in_order(rule, year - 1), *in_order(rule, year)]]
    return [cycle], named[named.index(cycle) - 1]


def newest_until(day: date, figures: list[Values]) -> list[Values]:
    known = [figure for figure in figures if figure["day"] <= day]
    return [figure for figure in known if figure["standing"] == max(one["standing"] for one in known)]


def told_on(duty: Values, day: date, filed: list[list[Values]]) -> str:
    """What the newest figures of a day say: met, missed, or open.

    Settled: a figure of a day on or before the due date of the cycle before belongs to that cycle.
    """
    threshold = duty["item"]["threshold"]
    counting = [newest_until(day, filed[0])]
    counting += [newest_until(duty["on"] if "change" in threshold else day, of_one) for of_one in filed[1:]]
    values = [{Fraction(figure["value"]) for figure in of_one} for of_one in counting]
    if any(figure["faulty"] for of_one in counting for figure in of_one) or any(len(value) != 1 for value in values):
        return "open"
    own = counting[:1] if "change" in threshold else counting
    if duty["before"] is not None and any(f["day"] <= duty["before"] for of_one in own for f in of_one):
        return "open"
    figure, *others = [value.pop() for value in values]
    if 0 in others:
        return "open"
    if "share" in threshold:
        figure = figure / others[0]
    if "change" in threshold:
        figure = (figure - others[0]) / others[0]
    return "met" if keeps(threshold, figure) else "missed"


def keeps(threshold: Values, figure: Fraction) -> bool:
    if "at_least" in threshold:
        return figure >= number(threshold["at_least"])
    if "more_than" in threshold:
        return figure > number(threshold["more_than"])
    if "at_most" in threshold:
        return figure <= number(threshold["at_most"])
    return figure < number(threshold["less_than"])


def ceiling_verdict(duty: Values, told: str, as_of: date) -> tuple[str, date | None]:
    """A ceiling is missed as soon as it is passed, and kept only once its time is over.

    Reading: without a due date it is never over, and what is encouraged is never missed.
    """
    if told == "open":
        return "unverified", None
    if told == "missed":
        if duty["item"]["binding"] == "鼓励":
            return "optional", None
        return "noncompliant", duty["original"] if duty["passed"] else None
    if duty["passed"]:
        return "done", min(as_of, duty["limit"])
    if duty["item"]["binding"] == "鼓励":
        return "optional", None
    if duty["item"]["rule"]["kind"] in ("none", "ongoing"):
        return ("undated" if duty["item"]["deadline"] is None else "ongoing"), None
    return "in_progress", None


# ── the tables of officers ──


def tables_of(data: Values, duty: Values) -> list[Values]:
    """The tables that bear on an item, of the bodies that may speak of it.

    Reading: "the year's" training table is that of the year the duty falls due.
    Settled: without a due date, that of the cutoff's year.
    """
    kind = "staffing" if "share" in duty["item"]["threshold"] else "training"
    year = int(duty["cycle"][:4]) if duty["cycle"] is not None else (duty["original"] or duty["on"]).year
    ids = [unit["id"] for unit in duty["bodies"]]
    return [
        table_in(submission, kind)
        for submission in data["reports"]
        if submission["unit"]["id"] in ids
        and kind in submission
        and (kind == "staffing" or int(submission[kind]["year"]) == year)
    ]


def table_in(submission: Values, kind: str) -> Values:
    """A table with the day it stands at, its rows that can be judged, and whether others are faulty.

    Reading: an as_of that cannot be (after its submission, before its training year) is no usable one, so that the
    table stands at its submission; nothing can be told from it, and no older one stands in for it.
    Reading: of tables that count as of a year's last day the one counted later is newer.
    """
    table = submission[kind]
    as_of = full_date(table.get("as_of"))
    found: Values = {"unit": submission["unit"], "rows": table["departments" if kind == "staffing" else "officers"]}
    if as_of is not None and as_of > submission["submitted"]:
        as_of = None
    day = as_of
    if kind == "training":
        found["year"] = int(table["year"])
        if as_of is not None:
            as_of = None if as_of.year < found["year"] else as_of
            day = as_of and min(as_of, date(found["year"], 12, 31))
    stands_at = day or submission["submitted"]
    # Reading: nobody can say of a department that it will cease; such a row is a faulty one.
    present = [person for person in found["rows"] if not gone(person, as_of)]
    good = [person for person in present if is_sound_row(kind, person)]
    return found | {
        "as_of": as_of,
        "day": stands_at,
        "standing": (stands_at, as_of or stands_at, submission["period"], submission["submitted"]),
        "sound": good,
        "faulty": len(good) < len(present),
    }


def gone(person: Values, as_of: date | None) -> bool:
    return "ceased" in person and (as_of is None or date.fromisoformat(person["ceased"]) <= as_of)


def is_sound_row(kind: str, person: Values) -> bool:
    """No officers at all, more lawyers than officers, negative or missing numbers are faults."""
    if kind == "training":
        hours = [person.get(column, "0") for column in ("public_law", "business", "skills", "political")]
        return "code" in person and all(re.fullmatch(r"\d+(\.\d+)?", figure) for figure in hours)
    counts = [person.get(column, "") for column in ("officers", "legal_background", "legal_reviewers")]
    if "name" not in person or not all(count.isdigit() for count in counts):
        return False
    return 0 < int(counts[0]) >= int(counts[1])


def passes(threshold: Values, person: Values) -> bool:
    if "share" in threshold:
        part, whole = threshold["share"]
        figure = Fraction(int(person[part]), int(person[whole]))
    else:
        figure = sum((Fraction(person.get(kind, "0")) for kind in threshold["hours"]), Fraction(0))
    if "more_than" in threshold:
        return figure > number(threshold["more_than"])
    return figure >= number(threshold["at_least"])


def number(text: str) -> Fraction:
    if text.endswith("%"):
        return Fraction(text.removesuffix("%")) / 100
    return Fraction(text)
