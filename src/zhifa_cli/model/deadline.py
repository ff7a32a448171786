"""Deadlines in the document's own words, and the dates that they mean."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from dateutil.relativedelta import relativedelta

from zhifa_cli.model.workdays import UnknownYear, Workdays
from zhifa_cli.text.suggest import nearest
from zhifa_cli.text.unseen import quoted

FORMS: tuple[tuple[str, str], ...] = (
    ("2024年6月 2024年6月底前 2024-06", "当月最后一天"),
    ("2024年6月15日前 2024-06-15", "当天"),
    ("2025年 2024年底前 2025年内 “十四五”期末", "当年（该五年规划最后一年）的最后一天"),
    ("2025年第一季度 2025年前三季度 2025年上半年 2025年下半年", "该季度、该半年的最后一天"),
    ("2025年9月上旬 2025年9月中旬 2025年9月下旬", "10 日、20 日、当月最后一天"),
    ("每年 每年12月 每年3月底前 每年1月31日前 每年第一季度 每年上半年", "每年一次，届期写年份，如 2024"),
    ("每年1月15日和7月15日前 每年1、4、7、10月10日前", "每年几次，届期写年月，如 2024-01、2024-07"),
    ("每月 每月28日前 每月上旬", "每月一次，届期写年月，如 2024-03"),
    ("每季度 每季度末", "每季度末一次，届期如 2024Q1"),
    ("每半年", "6 月底、12 月底各一次，届期如 2024H1"),
    ("每季度首月10日前 每季度末月25日前 每半年首月10日前", "该季度、该半年第一个月、最后一个月的那一天"),
    ("自2024年起每年 2024年起每季度 2020—2024年每年", "只在这些年份"),
    ("长期坚持 持续推进 常态化推进", "没有期限"),
    ("2025年12月底前并长期坚持", "到期一次，办成后长期坚持"),
    ("印发之日起30日内 本方案印发之日起3个月内 印发后15个工作日内", "从 issued_on 的次日起数；工作日按 calendar.yaml"),
    ("自5/report完成之日起30日内", "从同一单位（须承担该事项）办成的次日起数；办成以前没有期限"),
)
"""Examples of every accepted form, and what they mean."""
SETTLED = "{text: 原文, due: 2024-06-30, note: 谁核定的}"
"""What is written for words that no form covers."""
ACCEPTED_FORMS = f"2024年6月、2024年6月15日、每年12月、每月28日前、每季度、长期坚持、印发之日起30日内 等（zhifa explain deadline 列出全部），都不合适的写 {SETTLED}"

_ITEM = r"[0-9A-Za-z][0-9A-Za-z._-]*(?:/[0-9a-z-]+)?"
_END = "(?:[底末]前?)?"
_MONTH_DAY = rf"(?P<month>[0-9]{{1,2}})月(?:(?P<day>[0-9]{{1,2}})日前?|{_END})"
_IN_YEAR = re.compile(
    rf"(?:年?[底末]前?|内)?|{_MONTH_DAY}|第?(?P<quarter>[一二三四1-4])季度{_END}|(?P<half>[上下])半年{_END}"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})(?:([-./])(?P<month>[0-9]{1,2})(?:\2(?P<day>[0-9]{1,2}))?)?")
_FIVE_YEARS = re.compile("十(?P<nth>[1-9一二三四五六七八九])五(?:规划)?(?:时期|期)?[底末]前?")
_WITHIN = re.compile(f"每(?P<long>季度?|半年)(?P<which>[首末])月(?:(?P<day>[0-9]{{1,2}})日前?|{_END})")
_YEARS = re.compile(
    r"(?:[自从]?(?P<first>[0-9]{4})年(?:起|开始)[,\uff0c、]?|(?P<from>[0-9]{4})年?[-—–~至到]+(?P<until>[0-9]{4})年[,\uff0c、]?)?"
)
_AFTER = re.compile(
    rf"[自从]?(?:(?:本[\u4e00-\u9fff]{{1,4}}|文件)?(?:印发|发布|公布)|(?P<item>{_ITEM})(?:完成|办结))(?:之日起|之日后|之后|后|起)"
    r"(?P<count>[0-9]{1,4})(?:个?(?P<unit>工作日|[日天])|个(?P<months>月))(?:以|之)?内"
)
_ONGOING = re.compile(
    "长期(?:坚持|推进|实施|任务)?|持续(?:推进|开展|实施|深化)|坚持常态化|常态化?(?:推进|开展|实施|坚持)|常态化"
)
_LASTING = re.compile(f"(?:完成)?(?:[,、;\uff0c\uff1b]并?|并)(?:{_ONGOING.pattern})$")
_NUMERALS = re.compile("(?<![十百])[〇零一二三四五六七八九十两]+(?=[年月日天号个次、和及与])")
_SAME = (
    ("[“”]|[。;]$", ""),
    ("^(?:[到至于]|截[至止]到?|不迟于|最[迟晚]于?)", ""),
    ("(?<=.)(?:完成|办结|完毕)$", ""),
    ("[之以]前", "前"),
    ("月份", "月"),
    ("(?<=[0-9])号", "日"),
    ("年度", "年"),
    ("^每年的", "每年"),
    ("^每1?个", "每"),
    ("^(每.*?)(?:至少|不少于)?1次$", r"\1"),
    ("上旬(?!前)", "10日"),
    ("中旬(?!前)", "20日"),
    ("下旬(?!前)", "底"),
    ("年前([一二三四1-4])季度", r"年第\1季度"),
    ("第1个月", "首月"),
    ("最后1个月", "末月"),
)
"""Words that mean the same as plainer ones, in this order."""
_UNDATED = re.compile("提前|(?<!印发之日)前[0-9]+个?(?:工作)?[日天]")
_NO_RHYTHM = re.compile("每(?:[0-9周日天旬]|学期)")
_OFTEN = re.compile("每.*[0-9]+次|每年.*次")
_YEARLESS = re.compile("(?:今年|本年|当年)?(?:年[底末内]|[0-9]{1,2}月|第?[一二三四1-4]季度|[上下]半年)")
_QUARTERS = {sign: number for number, signs in enumerate(("一1", "二2", "三3", "四4"), 1) for sign in signs}
_LEAP_YEAR = 2024
_TENTH_PLAN_ENDED = 2005
_LISTED = 8
_LIKE = 0.6
LAST_DAY = 31
"""A day is clipped to its month's length, so 31 is the last day of any month."""


class Slot(NamedTuple):
    """When a recurring thing falls due within a year, and what its cycle's text has after the year."""

    label: str
    month: int
    day: int = LAST_DAY

    def due(self, year: int) -> date:
        """Computed from the rule, and never from the date before."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


MONTHLY = tuple(Slot(f"-{month:02}", month) for month in range(1, 13))
QUARTERLY = tuple(Slot(f"Q{quarter}", 3 * quarter) for quarter in range(1, 5))
HALF_YEARLY = tuple(Slot(f"H{half}", 6 * half) for half in (1, 2))
YEARLY = (Slot("", 12),)
EVERY = {"month": MONTHLY, "quarter": QUARTERLY, "half": HALF_YEARLY, "year": YEARLY}


@dataclass(frozen=True, slots=True)
class _Worded:
    """What every kind of deadline has: the document's own words."""

    text: str
    settled: bool = field(default=False, kw_only=True)
    """Its dates are not the document's but settled (核定) by somebody."""


@dataclass(frozen=True, slots=True)
class Once(_Worded):
    """Due one single time, at the end of that day."""

    on: date
    lasting: bool = False
    """并长期坚持: once it is done, it goes on without an end."""


@dataclass(frozen=True, slots=True)
class Recurring(_Worded):
    """Due again and again, at the same times of every year."""

    slots: tuple[Slot, ...]
    first: date = date.min
    last: date = date.max
    """The days between which it falls due, where not in all years of the plan."""

    def dues(self, first_year: int, last_year: int) -> Iterator[tuple[str, date]]:
        """The cycles of some years and when they fall due, oldest first."""
        for year in range(first_year, last_year + 1):
            for slot in self.slots:
                if self.first <= (due := slot.due(year)) <= self.last:
                    yield f"{year}{slot.label}", due

    def before(self, due: date) -> tuple[date, str]:
        """When the cycle before fell due, and its text, by the rule: also one that the plan itself does not have."""
        slots = ((slot.due(year), f"{year}{slot.label}") for year in (due.year - 1, due.year) for slot in self.slots)
        return max(slot for slot in slots if slot[0] < due)


@dataclass(frozen=True, slots=True)
class Within(_Worded):
    """Due so many days after the plan's issue, or after the same unit has completed an item."""

    count: int
    unit: str
    """日 or 天, 工作日, 月."""
    item: str | None = None

    def due(self, start: date, workdays: Workdays) -> date:
        """The last day; day 1 is the day after the start.

        Raises:
            UnknownYear: it takes the working days of a year that nobody has arranged.
        """
        match self.unit:
            case "月":
                return start + relativedelta(months=self.count)
            case "工作日":
                return workdays.after(start, self.count)
            case _:
                return start + timedelta(days=self.count)


@dataclass(frozen=True, slots=True)
class Ongoing(_Worded):
    """长期坚持: no end date, and so never complete and never overdue."""


@dataclass(frozen=True, slots=True)
class Unknown(_Worded):
    """A date that cannot be told, since the calendar lacks a year: the item falls due on nobody."""


Deadline: TypeAlias = Once | Recurring | Within | Ongoing | Unknown
Cycle: TypeAlias = tuple[str | None, date | None]
"""A period's text (None where an item is due once) and the day on which it falls due."""


def year_of(cycle: str) -> int:
    return int(cycle[:4])


def cycle_at(every: str, day: date) -> str:
    """The period in which a day lies: 2024 for a day of that year, 2024Q1 where there is one every quarter."""
    return f"{day.year}{next(slot.label for slot in EVERY[every] if slot.month >= day.month)}"


def days_of(cycle: str) -> tuple[date, date]:
    """A period's first day and its last."""
    slots = next(slots for slots in EVERY.values() if any(slot.label == cycle[4:] for slot in slots))
    last = next(slot for slot in slots if slot.label == cycle[4:]).due(year_of(cycle))
    return date(last.year, last.month - 12 // len(slots) + 1, 1), last


def period(cycle: str) -> str:
    """A cycle in words: 2024年度, 2024年3月, 2024年第一季度, 2024年上半年."""
    year, part = cycle[:4], cycle[4:]
    if part.startswith("-"):
        return f"{year}年{int(part[1:])}月"
    return f"{year}年" + {"": "度", "H1": "上半年", "H2": "下半年"}.get(
        part, f"第{'一二三四'[int(part[-1]) - 1]}季度" if part else ""
    )


def of_years(cycles: Iterable[str | None]) -> bool:
    """Whether all periods are whole years: of others nobody speaks as of 年度."""
    return all(cycle is None or cycle.isdecimal() for cycle in cycles)


def named(cycle: str) -> str:
    """A cycle within a sentence: 2024 年度, 2024年3月."""
    return f"{cycle} 年度" if cycle.isdecimal() else period(cycle)


def listed(cycles: Sequence[str]) -> str:
    """Periods one after the other; where months or quarters are many, the first ones, the last, and how many there are."""
    if of_years(cycles) or len(cycles) <= _LISTED:
        return "、".join(cycles)
    return f"{'、'.join(cycles[:2])} …… {cycles[-1]}（共 {len(cycles)} 期）"


def fixed(deadline: Deadline | None, issued_on: date, workdays: Workdays) -> Deadline | None:
    """The same deadline, with the date that days after the issue come to."""
    if not isinstance(deadline, Within) or deadline.item:
        return deadline
    try:
        return Once(deadline.text, deadline.due(issued_on, workdays))
    except UnknownYear:
        return Unknown(deadline.text)


def cycles(deadline: Deadline | None, issued_on: date, ends_on: date) -> Iterator[Cycle]:
    """The cycles that a deadline makes within a plan's life, oldest first.

    A recurring deadline has all of the years from the year of issue, the first perhaps before the issue itself
    (发文前已届期: the ledger says so), and none after ``ends_on``. What waits for another item has no date yet.
    """
    match deadline:
        case None | Ongoing() | Within():
            yield None, None
        case Once(on=on):
            yield None, on
        case Recurring():
            yield from ((cycle, due) for cycle, due in deadline.dues(issued_on.year, ends_on.year) if due <= ends_on)
        case Unknown():
            return


def parse_deadline(text: str) -> Deadline:
    """The deadline that a document's words mean; full-width and half-width forms are equal.

    Raises:
        ValueError: the words are of no accepted form, or name a day that the calendar lacks.
    """
    plain = _plainer(text)
    if _ONGOING.fullmatch(plain):
        return Ongoing(text)
    if match := _AFTER.fullmatch(plain):
        return Within(text, int(match["count"]), match["unit"] or match["months"], match["item"])
    if on := _single(text, _LASTING.sub("", plain)):
        return Once(text, on, lasting=bool(_LASTING.search(plain)))
    years = _YEARS.match(plain)
    if years and (slots := _slots(text, plain[years.end() :])):
        first, last = years["first"] or years["from"], years["until"]
        return Recurring(text, slots, date(int(first or 1), 1, 1), date(int(last or 9999), 12, 31))
    raise ValueError(f"{quoted(text)}不是认得的时限{_nearest(plain)}；可写：{ACCEPTED_FORMS}")


def _plainer(text: str) -> str:
    """The same words without blanks, with Arabic numbers, and without what makes no difference."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    plain = _NUMERALS.sub(lambda match: _arabic(match[0]), plain)
    for words, plainer in _SAME:
        plain = re.sub(words, plainer, plain)
    return plain


def _arabic(numeral: str) -> str:
    """二〇二四, 六, 十五 or 二十八 in figures."""
    signs = dict(zip("〇零一二三四五六七八九两", "001234567892", strict=True))
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(signs[sign] for sign in numeral)
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return signs.get(tens, "1") + signs.get(ones, "0")


def _single(text: str, plain: str) -> date | None:
    if match := _FIVE_YEARS.fullmatch(plain):
        nth = int(match["nth"]) if match["nth"].isascii() else int(_arabic(match["nth"]))
        return date(_TENTH_PLAN_ENDED + 5 * nth, 12, 31)
    if match := _ISO.fullmatch(plain):
        return _day(text, int(match["year"]), match["month"] or "12", match["day"])
    if (match := re.match("([0-9]{4})年", plain)) and (within := _in_year(plain[match.end() :])):
        return _day(text, int(match[1]), *within)
    return None


def _in_year(plain: str) -> tuple[str, str | None] | None:
    """A month of a year, and a day of it where one is said."""
    match = _IN_YEAR.fullmatch(plain)
    if match is None:
        return None
    if quarter := match["quarter"]:
        return str(3 * _QUARTERS[quarter]), None
    if match["half"]:
        return ("6" if match["half"] == "上" else "12"), None
    return match["month"] or "12", match["day"]


def _slots(text: str, plain: str) -> tuple[Slot, ...] | None:
    if match := re.fullmatch(f"每月(?:(?P<day>[0-9]{{1,2}})日前?|{_END})", plain):
        return _on_day(text, MONTHLY, match["day"])
    if match := _WITHIN.fullmatch(plain):
        own = HALF_YEARLY if match["long"] == "半年" else QUARTERLY
        back = 12 // len(own) - 1 if match["which"] == "首" else 0
        return _on_day(text, tuple(slot._replace(month=slot.month - back) for slot in own), match["day"])
    if re.fullmatch(f"每季度?{_END}", plain):
        return QUARTERLY
    if re.fullmatch(f"每半年{_END}", plain):
        return HALF_YEARLY
    if not plain.startswith("每年"):
        return None
    rest = plain.removeprefix("每年")
    if months := re.fullmatch("((?:[0-9]{1,2}[和及与、,\uff0c])+[0-9]{1,2})(月.*)", rest):  # 1、4、7、10月10日前
        rest = re.sub("(?=[和及与、,\uff0c])", months[2], months[1]) + months[2]
    if within := _in_year(rest):
        return (_slot(text, "", *within),)
    dates = [re.fullmatch(_MONTH_DAY, part) for part in re.split("[和及与、,\uff0c]", rest)]
    slots = [_slot(text, f"-{int(at['month']):02}", at["month"], at["day"]) for at in dates if at]
    unclear = len(slots) < len(dates) or len({slot.label for slot in slots}) < len(slots)
    return None if unclear else tuple(sorted(slots))


def _slot(text: str, label: str, month: str, day: str | None) -> Slot:
    due = _day(text, _LEAP_YEAR, month, day)
    return Slot(label, due.month, int(day or LAST_DAY))


def on_day(slots: tuple[Slot, ...], day: int) -> tuple[Slot, ...]:
    """The same cycles, due on a day of their last month; 31 is its last one."""
    return tuple(slot._replace(day=day) for slot in slots)


def _on_day(text: str, slots: tuple[Slot, ...], day: str | None) -> tuple[Slot, ...]:
    _day(text, _LEAP_YEAR, "12", day)
    return on_day(slots, int(day or LAST_DAY))


def _day(text: str, year: int, month: str, day: str | None) -> date:
    try:
        if day is not None:
            return date(year, int(month), int(day))
        return date(year, int(month), 1) + relativedelta(day=LAST_DAY)
    except ValueError:
        raise ValueError(f"{quoted(text)}不是日历上有的日子，请核对年月日") from None


def _nearest(plain: str) -> str:
    """What may be meant by words of no accepted form: the one that is most like them, with their own numbers."""
    if _UNDATED.search(plain):
        return "，没有自己的日期"
    if _NO_RHYTHM.match(plain):
        return "，没有这样的周期"
    if _OFTEN.search(plain):
        return "，要求几次的，时限写 每年、每半年、每季度 之类，次数写 threshold（count、at_least）"
    if _YEARLESS.match(plain):
        return "，要写明年份，如 2024年6月底前"
    found = nearest(_numberless(plain), _EXAMPLES, _LIKE)
    if not found:
        return ""
    own, example = re.findall("[0-9]+", plain), _EXAMPLES[found]
    if len(own) == found.count("0") and max(map(len, own), default=0) <= len("2024"):
        example = re.sub("0", lambda _: own.pop(0), found)
    return f"，最接近的是“{example}”{'（届期写到期的年月）' if plain[0] in '次下' else ''}"


def _numberless(form: str) -> str:
    return re.sub("[0-9]+", "0", form.replace("至", "—").replace("-", "—") if "年" in form else form)


_EXAMPLES = {_numberless(form): form for forms, _ in FORMS for form in forms.split()}
