"""What the eye cannot see, as one definition has it."""

import json
import unicodedata

import pytest
import yaml

from zhifa_cli.text.unseen import seen, visible, visible_json

EVERY_CHARACTER = list(map(chr, range(0x110000)))
CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三,第 1 条（甲）　乙\xa0é½", "张三,第 1 条（甲）　乙\xa0é½"),
        ("\x1b[31m\x00\x7f\x9f", r"\u001b[31m\u0000\u007f\u009f"),
        ("甲\n乙\t丙\r", r"甲\n乙\t丙\r"),
        ("\u00ad\u180e\u200b\u202e\ufeff", r"\u00ad\u180e\u200b\u202e\ufeff"),
        ("\u2028\u2029\ud800", r"\u2028\u2029\ud800"),
        ("\u3164\u115f\u1160\uffa0\u2800\u034f", r"\u3164\u115f\u1160\uffa0\u2800\u034f"),
        ("\ufe0f\u180b\U000e0100", r"\ufe0f\u180b\U000e0100"),
        ("\U000e0041\ufffe\ufdd0\U0010ffff", r"\U000e0041\ufffe\ufdd0\U0010ffff"),
        ("👩\u200d🚒", r"👩\u200d🚒"),
    ],
)
def test_it_is_written_out_and_all_else_is_left_alone(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


def test_no_category_of_the_unseen_is_forgotten() -> None:
    shown = [char for char in EVERY_CHARACTER if unicodedata.category(char) in CATEGORIES and visible(char) == char]
    assert list(map(ascii, shown)) == []


def test_what_is_written_is_not_taken_for_unseen() -> None:
    """Of letters only the Hangul fillers are; unassigned characters show as boxes."""
    hidden = [char for char in EVERY_CHARACTER if unicodedata.category(char)[0] in "LNPSZ" and seen(char) != char]
    assert "".join(hidden) == "\u115f\u1160\u2028\u2029\u2800\u3164\uffa0"


def test_an_escape_is_what_yaml_reads_back() -> None:
    for char in EVERY_CHARACTER[::7]:
        if visible(char) != char and unicodedata.category(char) != "Cs":
            assert yaml.safe_load(f'"{visible(char)}"') == char


def test_json_says_the_same() -> None:
    text = "".join(char for char in EVERY_CHARACTER if unicodedata.category(char) != "Cs") + "\n\ud800"
    written = visible_json(json.dumps({"a": text}, ensure_ascii=False, indent=1))
    assert json.loads(written) == {"a": text}
    assert visible(written.replace("\n", "")) == written.replace("\n", "")
