"""The table of tests/plans/evaluation worked out a second time, from its words: by hand, and as spreadsheet formulas.

Nothing of ours is imported. Rates are given in hundredths of a percent, counts as they are.
"""

from fractions import Fraction

FORMULAS = {
    "closing": "MAX(0,100-ROUNDUP(ROUND(MAX(0,9500-{})/1000,9),0)*1)*0.3",
    "lost": "MAX(12,30-ROUNDDOWN(ROUND(MAX(0,{}-500)/500,9),0)*3)",
    "files": "25*{}/10000",
    "training": "IF({0}>=4,15,IF({0}>=2,8,0))",
    "publicity": "40-MIN(30,{}*7)",
    "complaints": "MAX(0,60-{}*9)",
    "praised": "MIN(5,{}*2)",
}
"""Of the number that was filled in, in its cell."""
KEYS = (*FORMULAS, "incident")
RATES = {"closing", "lost", "files"}


def formula(cells: dict[str, str]) -> str:
    """The total as one formula over cells."""
    own = {key: text.format(cells[key]) for key, text in FORMULAS.items()}
    system = "+".join(own[key] for key in ("closing", "lost", "files", "training"))
    conduct = f"IF({cells['complaints']}>=3,0,{own['publicity']}+{own['complaints']})"
    return f"=IF({cells['incident']}>=1,0,({system})*0.6+({conduct})*0.4+{own['praised']})"


def total(given: dict[str, int]) -> Fraction:
    """The same by hand."""
    if given["incident"]:
        return Fraction(0)
    steps = 0
    while 9500 - given["closing"] > 1000 * steps:
        steps += 1
    system = Fraction(3, 10) * (100 - steps)
    steps = 0
    while given["lost"] - 500 >= 500 * (steps + 1):
        steps += 1
    system += max(30 - 3 * steps, 12)
    system += Fraction(given["files"], 400)
    system += 15 if given["training"] > 3 else 8 if given["training"] > 1 else 0
    conduct = Fraction(0)
    if given["complaints"] < 3:
        conduct = Fraction(10 if given["publicity"] > 4 else 40 - 7 * given["publicity"]) + 60 - 9 * given["complaints"]
    return system * 6 / 10 + conduct * 4 / 10 + (5 if given["praised"] > 2 else 2 * given["praised"])
