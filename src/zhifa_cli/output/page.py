"""A page of Markdown, to paste into a document, a pull request or an issue."""

from collections.abc import Iterable

from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.text import markdown
from zhifa_cli.text.markdown import escape
from zhifa_cli.views.columns import Columns, R, headings
from zhifa_cli.views.columns import rows as rows_of
from zhifa_cli.views.wording import NO_PLAN, as_of


def page(parts: Iterable[str]) -> str:
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def table(columns: Columns[R], rows: Iterable[R]) -> str:
    return markdown.table(headings(columns), rows_of(columns, rows))


def head(title: str, plan: str, about: str = "", *, demo: bool) -> str:
    """Title, whose plan, as of when, and whether any of it is illustrative."""
    facts = [escape(plan), *([about] if about else []), *(["**含演示数据**"] if demo else [])]
    return f"# {title}\n\n{' · '.join(facts)}"


def headline(ledger: Ledger, title: str) -> str:
    """The same of a ledger."""
    dataset, cutoff = ledger.dataset, ledger.cutoff
    return head(
        title, dataset.title or NO_PLAN, as_of(cutoff.on, dataset.known_on, closed=cutoff.closed), demo=dataset.demo
    )
