"""Evidence files: sealed in the reports that name them, without a character more, and verified."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Zhifa
from zhifa_cli.forms.insertion import NoRoom, inserted
from zhifa_cli.source.tree import parse

BLOCK = """\
# 甲区六月报送
unit: 甲区
period: 2024-06
submitted_on: 2024-06-28   # 当日
progress:
  - item: 1/list
    status: 已完成
    completed_on: 2024-06-20
    evidence:
      # 第一份
      - title: 清单
        file: evidence/清单.pdf   # 盖章件
      - {title: 附表, file: 'evidence/附表.xlsx' }  # 同上
"""


@pytest.fixture
def report(city: Path) -> Path:
    """The small city, with a report that names two files."""
    file = city / "submissions/jia-evidence.yaml"
    file.write_text(BLOCK, encoding="utf-8")
    (city / "evidence").mkdir()
    (city / "evidence/清单.pdf").write_bytes(b"%PDF")
    (city / "evidence/附表.xlsx").write_bytes(b"PK")
    return file


def sealed(content: bytes) -> str:
    return f"sha256: {hashlib.sha256(content).hexdigest()}"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_seal_adds_its_lines_and_changes_nothing_else(zhifa: Zhifa, report: Path, newline: str, bom: str) -> None:
    report.write_bytes((bom + BLOCK.replace("\n", newline)).encode())
    assert "将封存 2 处，在 1 个报送文件里" in zhifa("evidence", "seal", "--dry-run").out
    assert report.read_bytes() == (bom + BLOCK.replace("\n", newline)).encode()
    assert "已封存 2 处" in zhifa("evidence", "seal").out
    expected = BLOCK.replace("# 盖章件\n", f"# 盖章件\n        {sealed(b'%PDF')}\n")
    expected = expected.replace("'evidence/附表.xlsx' }", f"'evidence/附表.xlsx', {sealed(b'PK')} }}")
    assert report.read_bytes() == (bom + expected.replace("\n", newline)).encode()
    assert "已封存 0 处" in zhifa("evidence", "seal").out
    assert report.read_bytes() == (bom + expected.replace("\n", newline)).encode()


def test_verify_tells_what_changed_what_is_gone_and_what_was_never_sealed(zhifa: Zhifa, report: Path) -> None:
    before = zhifa("evidence", "verify")
    assert (before.code, before.out.splitlines()[0]) == (
        0,
        "变了 0 处，不能用 0 处，还没有封存 2 处，没有变 0 处。封存值只说明文件自封存以来没有变，不说明它是真的。",
    )
    zhifa("evidence", "seal")
    assert "没有变 2 处" in zhifa("evidence", "verify").out
    folder = report.parent.parent / "evidence"
    (folder / "清单.pdf").write_bytes(b"%PDg")  # as long as before
    (folder / "附表.xlsx").unlink()
    after = zhifa("evidence", "verify")
    assert after.code == 1
    assert after.out.splitlines()[:2] == [
        "变了：evidence/清单.pdf 见 submissions/jia-evidence.yaml",
        "不能用：evidence/附表.xlsx（不在数据文件夹里） 见 submissions/jia-evidence.yaml",
    ]
    check = zhifa("check", "--as-of", "2024-07-31", "--select", "ZF31", "-f", "concise")
    assert [line.split()[1] for line in check.out.splitlines() if "jia-evidence" in line] == ["ZF310", "ZF311"]


def test_a_missing_file_is_not_sealed_and_the_others_are(zhifa: Zhifa, report: Path) -> None:
    (report.parent.parent / "evidence/清单.pdf").unlink()
    run = zhifa("evidence", "seal")
    assert (run.code, run.out.split("。")[0]) == (1, "已封存 1 处，在 1 个报送文件里")
    assert "没有封存 evidence/清单.pdf：不在数据文件夹里（见 submissions/jia-evidence.yaml）" in run.err


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../secret.pdf", "a/../../b", "C:/x.pdf", "a\\b.pdf", "~/x.pdf", "evidence/", ".", "a/./b"],
)
def test_a_path_out_of_the_folder_is_refused_at_its_line(zhifa: Zhifa, report: Path, path: str) -> None:
    report.write_text(BLOCK.replace("evidence/清单.pdf", f'"{path}"'.replace("\\", "\\\\")), encoding="utf-8")
    run = zhifa("check", "--as-of", "2024-07-31", "--select", "ZF104", "-f", "concise")
    assert "jia-evidence.yaml:12:15" in run.out
    assert "不是数据文件夹里的路径" in run.out


def test_a_link_out_of_the_folder_is_not_followed(zhifa: Zhifa, report: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"secret")
    file = report.parent.parent / "evidence/清单.pdf"
    file.unlink()
    file.symlink_to(secret)
    assert "经链接通到数据文件夹之外" in zhifa("evidence", "seal").err
    assert sealed(b"secret") not in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("{title: 甲, sha256: " + "0" * 64 + "}", "有 sha256 而没有 file"),
        ("{title: 甲, file: a.pdf, sha256: ABC}", "不是 SHA-256 值"),
    ],
)
def test_a_seal_must_be_one_of_a_file(zhifa: Zhifa, report: Path, evidence: str, words: str) -> None:
    report.write_text(BLOCK.replace("{title: 附表, file: 'evidence/附表.xlsx' }", evidence), encoding="utf-8")
    assert words in zhifa("check", "--as-of", "2024-07-31", "--select", "ZF104").out


@pytest.mark.parametrize("text", ["a: &x {title: t}\nb: *x\n", "a:\n  title: |\n    t\n\nb: 1\n", "a: {}\n", "a: t\n"])
def test_where_a_key_cannot_be_added_for_sure_nothing_is(text: str) -> None:
    try:
        after = inserted(text, {("a",): ("sha256", "0")})
    except NoRoom:
        return
    assert parse("", after)[0] == {"a": {"title": "t\n", "sha256": "0"}, "b": "1"}


VALUES = st.sampled_from(["t", "'t: #'", '"t \\" t"', "t  t", "〔2024〕1号"])
KEYS = st.lists(st.sampled_from(["title", "file", "dated"]), min_size=1, unique=True)


@given(keys=KEYS, values=st.lists(VALUES, min_size=3, max_size=3), flow=st.booleans(), remark=st.booleans())
def test_a_key_is_added_to_any_mapping_that_people_write(
    keys: list[str], values: list[str], *, flow: bool, remark: bool
) -> None:
    pairs = [f"{key}: {value}" for key, value in zip(keys, values, strict=False)]
    tail = "   # 说明" if remark else ""
    lines = f"{{{', '.join(pairs)}}}{tail}" if flow else f"{tail}\n    ".join(pairs) + tail
    text = f"before: 1\nlist:\n  - {lines}\n  # 后面\nafter: 2\n"
    added = inserted(text, {("list", 0): ("sha256", "f" * 64)})
    assert added != text
    assert added.replace(f", sha256: {'f' * 64}", "").replace(f"    sha256: {'f' * 64}\n", "") == text
