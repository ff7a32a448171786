"""A made-up city, small enough to check every figure by hand, with names that formats might obey."""

from pathlib import Path

FORMULA = '=HYPERLINK("http://example.test";"点我"),查看'
HOSTILE_UNIT = "-乙|区<b>*`"

MEASURES = f"""\
plan: {{title: 示例市计划, issued_on: 2024-04-01, ends_on: 2025-12-31, coordinator: 市司法局}}
milestones:
  - {{id: m1, title: 完成中期评估, responsible: [市司法局], deadline: 2024年7月底前, source: 三}}
measures:
  - id: 1
    title: 专项整治
    clauses:
      - id: 1
        source: 第1条
        summary: 专项整治
        responsible: [县区]
        deadline: 2024年6月
        requirements:
          - {{id: list, title: '{FORMULA}'}}
          - {{id: report, title: 整治情况报送, recipient: 市司法局}}
  - id: 2
    title: 年度培训
    clauses:
      - id: 2
        source: 第2条
        summary: 年度培训
        responsible: [县区, 市司法局]
        deadline: 每年12月
        requirements:
          - {{id: plan, title: 制定年度计划, deadline: 每年3月底前}}
          - {{id: hours, title: 每人60学时, threshold: {{hours: [public_law, business, skills], at_least: 60, of: every_officer}}}}
          - {{id: extra, title: 推广经验, binding: 鼓励}}
  - id: 3
    title: 充实力量
    clauses:
      - id: 3
        source: 第3条
        summary: 充实力量
        responsible: [县区]
        deadline: 2024年6月
        requirements:
          - {{id: reviewers, title: 审核人员占5%, threshold: {{share: [legal_reviewers, officers], at_least: 5%, of: every_department}}}}
"""
UNITS = f"""\
groups:
  - {{name: 县区}}
units:
  - {{id: jia, name: 甲区, groups: [县区]}}
  - {{id: yi, name: '{HOSTILE_UNIT}', aliases: [乙区], groups: [县区]}}
  - {{id: sifa, name: 市司法局}}
"""
JIA = """\
unit: 甲区
period: 2024-07
submitted_on: 2024-07-31
demo: true
progress:
  - {item: 1/list, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 清单}]}
  - {item: 1/report, status: 已完成, completed_on: 2024-07-10, recipient: 市司法局, evidence: [{title: 报告}]}
staffing:
  as_of: 2024-06-30
  departments:
    - {name: 甲区城管局, officers: 100, legal_background: 50, legal_reviewers: 2}
    - {name: 甲区卫健委, officers: 20, legal_background: 10, legal_reviewers: 0}
"""
EXTENSIONS = """\
- {unit: 乙区, item: 1/list, until: 2024-08-31, reason: 汛期, approved_by: 市政府, approved_on: 2024-06-01}
"""


def write(folder: Path) -> Path:
    """Write the city's data folder."""
    for name in ("submissions", "rectifications"):
        (folder / name).mkdir(parents=True)
    for name, text in (
        ("measures.yaml", MEASURES),
        ("units.yaml", UNITS),
        ("extensions.yaml", EXTENSIONS),
        ("submissions/jia.yaml", JIA),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
