"""How many lines the body of a report takes on paper: 28 characters a line, 22 lines a page, as GB/T 9704 has it."""

import re
from collections.abc import Iterator

from zhifa_cli.text.width import cells

CHARACTERS, LINES = 28, 22
_TITLE = 20
"""Characters of the size of a title that fit in a line."""


def lines(markdown: str) -> int:
    """Of the title, the remarks, the body, the list of annexes and the signature, with what stands free between them."""
    return sum(_heights(body(markdown)))


def body(markdown: str) -> str:
    """All before the annexes."""
    return re.split(r"^## 附件\d*：", markdown, maxsplit=1, flags=re.MULTILINE)[0]


def _heights(text: str) -> Iterator[int]:
    for line in text.splitlines():
        plain = re.sub(r"^(#+|>|-) |\*\*|\\|<!--.*-->|\u200b", "", line).strip()
        if line.startswith("# "):
            yield 2 + -(-cells(plain) // (2 * _TITLE))
        elif plain:
            yield -(-(4 + cells(plain) + len(re.findall(r"\d+", plain))) // (2 * CHARACTERS)) + plain.startswith(
                "附件："
            )
