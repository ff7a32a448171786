"""The two tables that plans of the first edition rest on without declaring them.

They apply where a plan has no ``tables``, and one of its thresholds, or a report, uses them. A plan that declares
tables has those and no others.
"""

from zhifa_cli.model.table import TableForm


def _column(name: str, title: str, headings: str, **more: str) -> dict[str, object]:
    return {"id": name, "title": title, "headings": headings.split(), **more}


STAFFING = TableForm.model_validate(
    {
        "id": "staffing",
        "title": "人员配备表",
        "rows": "departments",
        "row": "部门",
        "key": "name",
        "marked": "重点行政执法部门",
        "columns": [
            _column("name", "部门名称", "部门 执法部门 执法部门名称"),
            _column(
                "officers",
                "执法人员",
                "执法人员总数 执法人员数 执法人员人数 行政执法人员 行政执法人员总数",
                unit="人",
                positive="true",
            ),
            _column(
                "legal_background",
                "法律专业或工作背景人员",
                "法律背景 法律背景人员 法律背景人数 法律专业或工作背景 法律专业或工作背景人数"
                " 具有法律专业或工作背景的人数 具有法律专业或工作背景的人员",
                unit="人",
                within="officers",
            ),
            _column("legal_reviewers", "法制审核人员", "法制审核 法制审核人员数 法制审核人数", unit="人"),
        ],
    }
)
TRAINING = TableForm.model_validate(
    {
        "id": "training",
        "title": "学时表",
        "rows": "officers",
        "row": "执法人员",
        "key": "code",
        "cycle": "year",
        "persons": "true",
        "headcount": "staffing/officers",
        "columns": [
            _column("code", "人员代码", "代码 单位内部代码"),
            *(
                _column(name, title, headings, unit="学时", decimals="true")
                for name, title, headings in (
                    ("public_law", "公共法律知识", "公共法律 公共法律学时 公共法律知识学时"),
                    ("business", "业务知识", "业务 业务学时 业务知识学时"),
                    ("skills", "行政执法技能", "技能 执法技能 技能学时 行政执法技能学时"),
                )
            ),
            _column(
                "political",
                "政治理论",
                "政治 政治学时 政治理论和党性教育 政治理论和党性教育学时",
                unit="学时",
                decimals="true",
                optional="true",
            ),
        ],
    }
)
FORMS = (STAFFING, TRAINING)
