"""“是不是 X？”: the known name that was probably meant. For a hint, never for a guess."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches

from zhifa_cli.text.unseen import plain, quoted

_LONGEST = 100
"""Characters that are compared: likeness takes time by the square of the length."""
_LIKE = 0.5
_OPPOSITES = (("least", "most"), ("more", "less"), ("include", "exclude"), ("approved", "revoked"), ("已", "未"))
_NEGATIONS = "不未非"


def nearest(name: str, known: Iterable[str], likeness: float = _LIKE) -> str | None:
    """The known name that looks most like a wrong one; none that says its opposite (at_least for at_most).

    Width, case and what the eye cannot see make no difference.
    """
    wanted, names = _essence(name), {_essence(word): word for word in known}
    close = get_close_matches(wanted, names, n=1, cutoff=likeness)
    if not close or any(_likeness(wanted, word) > _likeness(wanted, close[0]) for word in _opposites(close[0])):
        return None
    return names[close[0]]


def hint(found: str | None, otherwise: str = "", *, quote: bool = False) -> str:
    """“是不是 X？” for what ``nearest`` found, or what to say where it found nothing. Names in Chinese are quoted."""
    if found is None:
        return otherwise
    return f"是不是{quoted(found)}？" if quote else f"是不是 {found}？"


def _essence(name: str) -> str:
    return plain(name[:_LONGEST]).casefold()


def _likeness(name: str, word: str) -> float:
    return SequenceMatcher(None, word, name).ratio()


def _opposites(word: str) -> Iterator[str]:
    for one, other in _OPPOSITES:
        yield word.replace(one, other)
        yield word.replace(other, one)
    yield word.lstrip(_NEGATIONS)
    yield from (sign + word for sign in _NEGATIONS)
