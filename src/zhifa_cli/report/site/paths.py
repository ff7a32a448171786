"""Where a page stands in the site. Ids are data: a file's name must be safe and its own, whatever an id says."""

import re
from hashlib import blake2b

_LONGEST = 40
_PLAIN = re.compile(rf"[0-9a-z][0-9a-z-]{{0,{_LONGEST - 1}}}")
_TAKEN = re.compile(r"index|milestones|con|prn|aux|nul|com[0-9]|lpt[0-9]|.*-[0-9a-f]{16}")
"""Ours, those that Windows keeps for itself, and what might be the name of another id."""


def path(folder: str, key: object) -> str:
    """The page of something that has an id: by its id where that is a plain name, else by what it may have and a hash."""
    text = str(key)
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text):
        return f"{folder}/{text}.html"
    digest = blake2b(f"{type(key).__name__} {text}".encode(errors="surrogatepass"), digest_size=8).hexdigest()
    stem = re.sub(r"[^0-9a-z]+", "-", text.lower())[:_LONGEST].strip("-")
    return f"{folder}/{stem or 'page'}-{digest}.html"
