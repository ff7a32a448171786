"""The ledger a second time: written from the design's words alone, slow and plain on purpose.

It imports nothing of the package. It takes the values of a data folder as plain dicts of text and gives
the rows of ``zhifa status -f json`` (without ``unit_name``). Where two independent readings of the same
words agree on many thousands of made-up plans, the words were probably read rightly.

The design leaves some corners open. The reading taken here is noted at each: ``Reading:`` was chosen before
the two were ever compared, ``Settled:`` after they had differed over words that allow both.
"""

import calendar
from datetime import date
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Values = dict[str, Any]

GENUINE = ("已完成", "推进中", "未启动", "不适用")
HALF_WIDTH = str.maketrans("0123456789-", "0123456789-")


def status_rows(data: Values, on: date, closed: bool) -> list[Row]:
    """One row for each leaf item, unit and cycle, by unit, item, cycle in roster and document order."""
    issued = date.fromisoformat(data["measures"]["plan"]["issued_on"])
    ends = date.fromisoformat(data["measures"]["plan"]["ends_on"])
    items = leaf_items(data["measures"])
    bound = [members(data["units"], item["responsible"], set()) for item in items]
    rows = []
    for unit in data["units"]["units"]:
        for item, owing in zip(items, bound, strict=True):
            if unit["id"] not in owing:
                continue
            for cycle, due in cycles(item["deadline"], issued, ends):
                # Reading: the original due date decides who owes, an extension does not; a duty without
                # any due date is owed by the bodies that exist at the cutoff.
                if exists(unit, due or on):
                    duty = {"unit": unit, "item": item, "cycle": cycle, "original": due, "on": on, "closed": closed}
                    rows.append(row(data, duty))
    return rows


# ── the plan ──


def leaf_items(measures: Values) -> list[Values]:
    """Requirements; clauses that have no required ones; milestones (after the measures)."""
    items = []
    for measure in measures["measures"]:
        for clause in measure["clauses"]:
            requirements = clause.get("requirements", [])
            if all(r.get("binding") == "鼓励" for r in requirements):
                items.append(plain_item(clause, int(measure["id"])))
            items += [requirement_item(r, clause, int(measure["id"])) for r in requirements]
    items += [plain_item(milestone, None) for milestone in measures.get("milestones", [])]
    return items


def requirement_item(r: Values, clause: Values, measure: int) -> Values:
    return {
        "id": clause["id"] + "/" + r["id"],
        "clause": clause["id"],
        "measure": measure,
        "deadline": r.get("deadline", clause.get("deadline")),
        "has_clause_deadline": r.get("deadline", clause.get("deadline")) == clause.get("deadline"),
        "responsible": r.get("responsible", clause["responsible"]),
        "act": r.get("act"),
        "recipient": r.get("recipient"),
        "binding": r.get("binding", "必须"),
        "threshold": r.get("threshold"),
    }


def plain_item(source: Values, measure: int | None) -> Values:
    return {
        "id": source["id"],
        "clause": None,
        "measure": measure,
        "deadline": source.get("deadline"),
        "has_clause_deadline": False,
        "responsible": source["responsible"],
        "act": None,
        "recipient": None,
        "binding": "必须",
        "threshold": None,
    }


def cycles(deadline: str | None, issued: date, ends: date) -> list[tuple[int | None, date | None]]:
    """The cycles of a deadline: once, or each year; none after the end of the plan.

    Reading: only yearly items are cut off at ends_on; a single date after it is still owed on that date.
    """
    if deadline is None or words(deadline) == "长期坚持":
        return [(None, None)]
    if not words(deadline).startswith("每年"):
        return [(None, once(deadline))]
    found: list[tuple[int | None, date | None]] = []
    for year in range(issued.year, ends.year + 1):
        due = in_year(deadline, year)
        if due <= ends:
            found.append((year, due))
    return found


def words(deadline: str) -> str:
    return deadline.translate(HALF_WIDTH).replace(" ", "")


def once(deadline: str) -> date:
    """2024年6月, 2024年6月底前, 2024-06, 2024年底, 2024年6月15日, 2024-06-15."""
    text = words(deadline).removesuffix("前").removesuffix("底")
    parts = text.replace("年", "-").replace("月", "-").replace("日", "").strip("-").split("-")
    year = int(parts[0])
    month = int(parts[1]) if len(parts) > 1 else 12
    day = int(parts[2]) if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)


def in_year(deadline: str, year: int) -> date:
    """每年12月, 每年3月底前, 每年1月31日前, 每年: the day in one year.

    Reading: a 29 February that the year lacks is the last day of that February.
    """
    text = words(deadline).removeprefix("每年").removesuffix("前").removesuffix("底")
    parts = text.replace("月", "-").replace("日", "").strip("-").split("-")
    month = int(parts[0]) if parts[0] else 12
    last = calendar.monthrange(year, month)[1]
    day = int(parts[1]) if len(parts) > 1 else last
    return date(year, month, min(day, last))


# ── the roster ──


def members(units: Values, names: list[str], above: set[str]) -> set[str]:
    """The ids of all bodies that units or groups name, groups within groups included."""
    found = set()
    for name in names:
        unit = body(units, name)
        if unit is not None:
            found.add(unit["id"])
        elif name not in above:
            for other in units["units"]:
                if name in other.get("groups", []):
                    found.add(other["id"])
            for group in units.get("groups", []):
                if group["name"] == name:
                    found |= members(units, group.get("includes", []), above | {name})
    return found


def body(units: Values, name: str) -> Values | None:
    for unit in units["units"]:
        if name in [unit["id"], unit["name"], unit.get("full_name"), *unit.get("aliases", [])]:
            return dict(unit)
    return None


def exists(unit: Values, day: date) -> bool:
    span = unit.get("active", {})
    if "from" in span and day < date.fromisoformat(span["from"]):
        return False
    return not ("until" in span and day > date.fromisoformat(span["until"]))


# ── one duty ──


def row(data: Values, duty: Values) -> Row:
    original, on = duty["original"], duty["on"]
    limit = original and extended(data, duty)
    passed = limit is not None and (limit < on or (duty["closed"] and limit == on))
    status, completed = verdict(data, duty | {"limit": limit, "passed": passed})
    days = None
    if original is not None:
        if status in ("overdue", "noncompliant"):
            days = (on - original).days
        if status == "done_late" and completed is not None:
            days = (completed - original).days
    # Settled: "moves the date that counts while it lasts" - `due` shows the extended date until that day is over,
    # and for a completion that it covered; once it has lapsed, the original date counts again.
    covered = limit is not None and (not passed or (completed is not None and completed <= limit))
    due = limit if covered else original
    return {
        "unit": duty["unit"]["id"],
        "item": duty["item"]["id"],
        "measure": duty["item"]["measure"],
        "cycle": duty["cycle"],
        "due": due and due.isoformat(),
        "original_due": original and original.isoformat(),
        "status": status,
        "completed_on": completed and completed.isoformat(),
        "days_overdue": days,
        "binding": duty["item"]["binding"],
    }


def extended(data: Values, duty: Values) -> date:
    """The date that counts: the original one, or the one until which approvals given by the cutoff extend it.

    Reading: an approval later than the original date still counts once it was given (it is reported as late).
    One for a clause extends the requirements that have the clause's deadline.
    Settled: of several that give more time the newest decides, as with entries. An item due once may be
    spoken of with its year. What fell due before the issue needs no extension and gets none.
    """
    item, original = duty["item"], duty["original"]
    if original < date.fromisoformat(data["measures"]["plan"]["issued_on"]):
        return date(original.year, original.month, original.day)
    found = [("", str(original))]
    for extension in data.get("extensions", []):
        theirs = body(data["units"], extension["unit"])
        if theirs is None or theirs["id"] != duty["unit"]["id"]:
            continue
        if extension["item"] != item["id"] and not (
            extension["item"] == item["clause"] and item["has_clause_deadline"]
        ):
            continue
        if not speaks_of(extension, duty) or extension["until"] <= str(original):
            continue
        if date.fromisoformat(extension["approved_on"]) <= duty["on"]:
            found.append((extension["approved_on"], extension["until"]))
    return date.fromisoformat(max(found)[1])


def speaks_of(record: Values, duty: Values) -> bool:
    """Whether an entry or an approval means a duty's cycle.

    Settled: the year of an item due once may be written, and a year on an item without any date means nothing.
    """
    if duty["cycle"] is not None:
        return bool(record.get("cycle") == str(duty["cycle"]))
    if duty["original"] is not None:
        return record.get("cycle") in (None, str(duty["original"].year))
    return True


def verdict(data: Values, duty: Values) -> tuple[str, date | None]:
    """The status of a duty, and the day of its completion where it is done.

    Reading: 发文前已届期 goes before anything reported, and holds for a single date before the issue too.
    Reading: where an item is both 鼓励 and without an end date, 鼓励 says more.
    """
    item, limit = duty["item"], duty["limit"]
    issued = date.fromisoformat(data["measures"]["plan"]["issued_on"])
    if limit is not None and duty["original"] < issued:
        return "not_applicable", None
    entries = newest_entries(data, duty)
    if item["threshold"] is not None:
        return threshold_verdict(data, duty, entries)
    if conflicting(entries):
        return "unverified", None
    claimed = entries[0]["status"] if entries else None
    if claimed == "不适用":
        return ("not_applicable" if any("reason" in e for e in entries) else "unverified"), None
    if claimed == "已完成":
        if not shown(data, item, entries):
            return "unverified", None
        completed = date.fromisoformat(entries[0]["completed_on"])
        if item["binding"] == "鼓励" or limit is None or completed <= limit:
            return "done", completed
        return "done_late", completed
    return unfinished(duty, under_way=claimed == "推进中"), None


def unfinished(duty: Values, under_way: bool) -> str:
    """What a duty is that nobody has completed. 未启动 is no more under way than nothing reported."""
    if duty["item"]["binding"] == "鼓励":
        return "optional"
    if duty["item"]["deadline"] is None:
        return "undated"
    if duty["limit"] is None:
        return "ongoing"
    if duty["passed"]:
        return "overdue"
    return "in_progress" if under_way else "not_due"


# ── what was claimed ──


def newest_entries(data: Values, duty: Values) -> list[Values]:
    """The entries that count for a duty at a cutoff and are newest: one, or several of equal standing.

    Reading: 已完成 with a date after the cutoff does not count, even where its period has begun; without any
    date it counts (and is unverified) once its period has begun.
    """
    counting = []
    for submission in data["submissions"].values():
        theirs = body(data["units"], submission["unit"])
        if theirs is None or theirs["id"] != duty["unit"]["id"]:
            continue
        for entry in submission.get("progress", []):
            if entry["item"] != duty["item"]["id"]:
                continue
            if not speaks_of(entry, duty) or not sound(entry):
                continue
            if "completed_on" in entry:
                counts = date.fromisoformat(entry["completed_on"]) <= duty["on"]
            else:
                counts = date.fromisoformat(submission["period"] + "-01") <= duty["on"]
            if counts:
                counting.append((submission["period"], submission["submitted_on"], entry))
    if not counting:
        return []
    top = max((period, submitted) for period, submitted, _ in counting)
    return [entry for period, submitted, entry in counting if (period, submitted) == top]


def sound(entry: Values) -> bool:
    """Whether an entry is free of data errors; a faulty one is left out.

    Reading: completed_on goes "with 已完成", so that beside another status it is a fault.
    """
    if entry["status"] not in GENUINE:
        return False
    if "completed_on" in entry:
        if entry["status"] != "已完成" or len(entry["completed_on"]) != len("2024-06-20"):
            return False
        try:
            date.fromisoformat(entry["completed_on"])
        except ValueError:
            return False
    return all("title" in evidence for evidence in entry.get("evidence", []))


def conflicting(entries: list[Values]) -> bool:
    """Whether entries of equal standing disagree.

    Reading: they disagree in what they claim: status, date, act or recipient. Evidence and reasons add up.
    """
    claims = [(e["status"], e.get("completed_on"), e.get("act"), e.get("recipient")) for e in entries]
    return any(claim != claims[0] for claim in claims)


def shown(data: Values, item: Values, entries: list[Values]) -> bool:
    """Whether 已完成 is borne out: a date, evidence, the act and the recipient that the item asks for."""
    entry = entries[0]
    if item["deadline"] is not None and words(item["deadline"]) == "长期坚持":
        return False
    if "completed_on" not in entry or not any(e.get("evidence") for e in entries):
        return False
    # Reading: an act on an item that asks for none is no wrong act.
    if item["act"] is not None and entry.get("act", item["act"]) != item["act"]:
        return False
    if item["recipient"] is None:
        return True
    given = entry.get("recipient")
    if given is None:
        return False
    asked = body(data["units"], item["recipient"])
    named = body(data["units"], given)
    if asked is not None:
        return named is not None and named["id"] == asked["id"]
    # Settled: a body's name need not be on the roster; names of bodies end in a few words.
    return given == item["recipient"] or named is not None or given.endswith(("局", "厅", "政府", "部门", "委", "机关"))


# ── thresholds ──


def threshold_verdict(data: Values, duty: Values, entries: list[Values]) -> tuple[str, date | None]:
    """Figures alone; only 不适用 with a reason overrides them.

    Reading: 不适用 without a reason overrides nothing, nor does a conflict over anything else.
    Settled: entries that disagree over an explained 不适用 leave open whether figures count: unverified. So do
    tables that conflict on the due date. A 长期坚持 threshold that is met is done, for it is never past its date.
    """
    excused = any(entry["status"] == "不适用" and "reason" in entry for entry in entries)
    if excused:
        return ("unverified" if conflicting(entries) else "not_applicable"), None
    limit, on = duty["limit"], duty["on"]
    tables = tables_of(data, duty)
    now = judge(duty, tables, on)
    if now is None:
        return unfinished(duty, under_way=False), None
    if now == "nobody is key":
        return "not_applicable", None
    if now in ("key unknown", "conflict"):
        return "unverified", None
    if now == "missed":
        status = unfinished(duty, under_way=True)
        return ("noncompliant" if status == "overdue" else status), None
    if duty["item"]["binding"] == "鼓励" or not duty["passed"]:
        return "done", met_since(duty, tables, on)
    then = judge(duty, tables, limit)
    if then == "conflict":
        return "unverified", None
    if fine(then):
        return "done", met_since(duty, tables, limit)
    return "done_late", met_since(duty, tables, on)


def met_since(duty: Values, tables: list[Values], day: date) -> date:
    """The first table's day of the unbroken run of tables that meet the limit, up to the one that counts on a day.

    Reading: that is the day of completion, for later tables that confirm it do not put it off.
    """
    days = sorted({table["as_of"] for table in tables if table["as_of"] <= day})
    since: date = days[-1]
    for earlier in reversed(days):
        if not fine(judge(duty, tables, earlier)):
            break
        since = earlier
    return since


def fine(judged: str | None) -> bool:
    """Reading: a table in which nobody is key misses nothing."""
    return judged in ("met", "nobody is key")


def tables_of(data: Values, duty: Values) -> list[Values]:
    """The unit's tables that bear on an item; a faulty one is left out whole.

    Reading: "the year's" training table is that of the year the duty falls due.
    Settled: without a due date, that of the cutoff's year.
    """
    kind = "staffing" if "share" in duty["item"]["threshold"] else "training"
    found = []
    for submission in data["submissions"].values():
        theirs = body(data["units"], submission["unit"])
        if theirs is None or theirs["id"] != duty["unit"]["id"] or kind not in submission:
            continue
        table = submission[kind]
        if kind == "staffing":
            people = table["departments"]
            bad = [d for d in people if int(d["officers"]) == 0]
            bad += [d for d in people if int(d["legal_background"]) > int(d["officers"])]
            bad += [d for d in people if int(d["legal_reviewers"]) > int(d["officers"])]
            if bad:
                continue
        else:
            people = table["officers"]
            if int(table["year"]) != (duty["original"] or duty["on"]).year:
                continue
        standing = (table["as_of"], submission["period"], submission["submitted_on"])
        found.append({"as_of": date.fromisoformat(table["as_of"]), "standing": standing, "people": people})
    return found


def judge(duty: Values, tables: list[Values], day: date) -> str | None:
    """What the table that counts on a day says of a threshold; None where there is no table.

    Reading: the newest table is the one with the latest as_of, then period, then submitted_on. Two of
    equal standing with different figures conflict as entries do.
    """
    counting = [table for table in tables if table["as_of"] <= day]
    if not counting:
        return None
    top = max(table["standing"] for table in counting)
    newest = [table["people"] for table in counting if table["standing"] == top]
    if any(sorted(map(str, people)) != sorted(map(str, newest[0])) for people in newest):
        return "conflict"
    people = newest[0]
    threshold = duty["item"]["threshold"]
    if threshold["of"] == "every_key_department":
        flags = [person.get("key", duty["unit"].get("key")) for person in people]
        people = [person for person, flag in zip(people, flags, strict=True) if flag == "true"]
        if not people:
            return "nobody is key" if all(flag == "false" for flag in flags) else "key unknown"
    for person in people:
        if not passes(threshold, person):
            return "missed"
    return "met"


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
