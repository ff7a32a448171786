"""``zhifa diff``: of a ``check.comparison.Comparison``."""

TITLE = "变化："
