"""``zhifa status``: of a ``views.figures.Snapshot``."""

TITLE = "各单位各举措进展"
