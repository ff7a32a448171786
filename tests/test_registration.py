"""`zhifa report --kind notice --register`: a letter is entered in the files that it covers, and nothing else changes."""

from pathlib import Path

import pytest
import yaml

from conftest import Zhifa

HEAD = (
    "# 登记\nid: 2024-001   # 编号\nunit: 乙区\nsource: 专项监督\nfound_on: 2024-07-02\nitem: 1/list\nproblem: 问题\n"
)
DUE = "due: 2024-12-31   # 时限\n"
OLD = {"kind": "提醒函", "issued_on": "2024-07-03"}
NEW = {"kind": "督办函", "document_no": "市司督〔2024〕9号", "issued_on": "2024-09-06", "reply_by": "2024-09-15"}
CALL = (
    "report",
    "--kind",
    "notice",
    "--unit",
    "乙区",
    "--as-of",
    "2024-09-05",
    "--issued-on",
    "2024-09-06",
    "--register",
)


def loaded(text: str) -> object:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but texts


@pytest.mark.parametrize(
    "text",
    [
        HEAD + DUE,
        HEAD + DUE.rstrip("\n"),
        HEAD + DUE + "\n# instruments:\n#   - {kind: 督办函}\n# closed_on:\n",
        DUE + HEAD,
        HEAD + DUE + "instruments:\nprogress:   # 以后写\n",
        HEAD + "instruments:   # 文书\n" + DUE,
        HEAD + DUE + "instruments: []\n",
        HEAD + DUE + "instruments: [{kind: 提醒函, issued_on: 2024-07-03}]   # 已发\n",
        HEAD + DUE + "instruments: [\n  {kind: 提醒函, issued_on: 2024-07-03}\n]\nmeasures: [催]\n",
        HEAD
        + DUE
        + "instruments:\n- kind: 提醒函   # 口头\n  issued_on: 2024-07-03   # 当天\n\n# 进展\nmeasures:\n  - 催\n",
        HEAD + "instruments:\n    - {kind: 提醒函, issued_on: 2024-07-03}   # 已发\n    # 还要发\n" + DUE,
        HEAD + "instruments:\n  - kind: 提醒函\n    issued_on: 2024-07-03\n    replied_on:\n" + DUE,
        HEAD + DUE + "goal: |\n  两行的\n  目标\n",
        HEAD.replace("问题", "|\n  两行的\n  问题") + DUE,
        (HEAD + DUE + "instruments:\n- {kind: 提醒函, issued_on: 2024-07-03}\n").replace("\n", "\r\n"),
        "\ufeff" + HEAD + DUE,
        "---\n" + HEAD + DUE,
    ],
)
def test_one_insertion_and_every_other_character_as_it_was(text: str, city: Path, zhifa: Zhifa) -> None:
    file = city / "rectifications" / "a.yaml"
    file.write_bytes(text.encode())
    outcome = zhifa(*CALL, NEW["document_no"])
    assert f"\n\n{NEW['document_no']}\n" in outcome.out
    assert (outcome.code, "已登记到 data/rectifications/a.yaml" in outcome.err) == (0, True), outcome.err
    changed = file.read_bytes().decode()
    start = (
        next(i for i, pair in enumerate(zip(text, changed, strict=False)) if pair[0] != pair[1])
        if changed[: len(text)] != text
        else len(text)
    )
    assert changed.endswith(text[start:])
    assert changed.count("\r\n") == (changed.count("\n") if "\r\n" in text else 0)
    before, after = loaded(text), loaded(changed)
    assert isinstance(before, dict)
    assert after == {**before, "instruments": [*([OLD | o for o in before.get("instruments") or []]), NEW]}
    again = zhifa(*CALL, NEW["document_no"])
    assert (file.read_bytes().decode(), "已经登记了" in again.err) == (changed, True)


@pytest.mark.parametrize(
    ("more", "args", "told"),
    [
        ("instruments: [{kind: 提醒函, issued_on: 2024-07-03},]\n", (), "a.yaml 的写法不便自动登记，哪个文件都没有改"),
        ("", ("--reply-by", "2024-09-01"), "发出日期 2024-09-06 晚于答复期限 2024-09-01"),
        ("acceptance: [{by: 市司法局, on: 2024-08-30, result: 通过}]\n", (), "没有对应的整改事项可以登记"),
        ("", ("--issued-on", "2099-01-01"), "晚于今天"),
        ("", ("--kind", "unit"), "只用于登记督办函"),
    ],
)
def test_where_it_cannot_be_done_nothing_is(
    more: str, args: tuple[str, ...], told: str, city: Path, zhifa: Zhifa
) -> None:
    texts = {"a.yaml": HEAD + DUE + more, "b.yaml": HEAD.replace("-001", "-002") + DUE + more}
    for name, text in texts.items():
        (city / "rectifications" / name).write_text(text, encoding="utf-8")
    outcome = zhifa(*CALL, NEW["document_no"], *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err
    assert {name: (city / "rectifications" / name).read_text(encoding="utf-8") for name in texts} == texts


def test_a_link_is_not_followed_out_of_the_repository(city: Path, zhifa: Zhifa) -> None:
    (city.parent / ".git").mkdir()
    inside, shown = city / "rectifications" / "real.txt", city / "rectifications" / "a.yaml"
    inside.write_text(HEAD + DUE, encoding="utf-8")
    shown.symlink_to(inside)
    assert zhifa(*CALL, NEW["document_no"]).code == 0
    assert shown.is_symlink()
    assert NEW["document_no"] in inside.read_text(encoding="utf-8")


def test_a_letter_says_what_was_sent_before(city: Path, zhifa: Zhifa) -> None:
    sent = "instruments: [{kind: 督办函, document_no: 3号, issued_on: 2024-07-03, reply_by: 2024-07-10}]\n"
    (city / "rectifications" / "a.yaml").write_text(HEAD + DUE + sent, encoding="utf-8")
    letter = zhifa("report", "--kind", "notice", "--unit", "乙区", "--as-of", "2024-09-05").out
    assert (
        "此前已发督办文书：整改事项 2024-001，督办函 3号（2024-07-03 发出，2024-07-10 前答复，逾期未答复）。" in letter
    )
