"""JSON Schema of the data files, for editors and ``check-jsonschema``."""

import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from zhifa_cli.model.approval import Exemptions, Extensions, Waivers
from zhifa_cli.model.evaluation import EvaluationTable, YearEvaluation
from zhifa_cli.model.plan import Plan
from zhifa_cli.model.rectification import Rectification
from zhifa_cli.model.roster import Membership, Roster
from zhifa_cli.model.statistics import StatTables, YearReport
from zhifa_cli.model.style import Style
from zhifa_cli.model.submission import Entry, Submission
from zhifa_cli.model.workdays import Calendar

_DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest draft that the YAML language server knows in full."""
_BLANK = {"type": "null"}
_LOGICAL = {"allOf", "anyOf", "oneOf", "not", "if", "then", "else"}

_MODELS: dict[str, tuple[type[BaseModel], str, str]] = {
    "measures": (Plan, "行动计划", "measures.yaml：计划、举措、责任条款和要求"),
    "units": (Roster, "单位名册", "units.yaml：单位组和单位"),
    "submission": (Submission, "报送文件", "submissions/**/*.yaml：一个单位一个月的报送"),
    "rectification": (Rectification, "整改事项", "rectifications/**/*.yaml：一个督办整改事项，从发现到销号"),
    "extensions": (Extensions, "延期批准", "extensions.yaml：批准了更晚的时限"),
    "exemptions": (Exemptions, "免除决定", "exemptions.yaml：决定某单位不承担的事项"),
    "calendar": (Calendar, "工作日历", "calendar.yaml：每年的节假日安排，按工作日数的时限照这里数"),
    "style": (Style, "公文格式", "style.yaml：发文机关、主送、抄送和 Word 文件的版面"),
    "statistics-tables": (StatTables, "统计表式", "statistics/tables.yaml：年度统计有哪些表、各表有哪些项"),
    "statistics": (YearReport, "年度统计", "statistics/年度/*.yaml：一个单位一年的统计数"),
    "evaluation": (EvaluationTable, "评议指标", "evaluation.yaml：评议的指标、扣分办法和等次"),
    "evaluations": (YearEvaluation, "年度评议", "evaluations/年度/*.yaml：一个单位一年由人填的评议"),
    "waivers": (Waivers, "豁免", "waivers.yaml：经批准暂不追究的问题"),
}
NAMES = tuple(_MODELS)

_ANY_TABLE = {
    "title": "数据表",
    "description": "measures.yaml 的 tables 里的一张表",
    "type": ["object", "null"],
    "required": ["as_of"],
}
_ANY_STATISTICS = {
    "title": "统计表",
    "description": "statistics/tables.yaml 里的一张表：项目编号: 数",
    "type": ["object", "null"],
    "additionalProperties": {"type": ["number", "string", "null"], "minimum": 0},
}
_FURTHER: dict[type[BaseModel], JsonSchemaValue] = {
    Entry: {  # what is filled in has a status
        "anyOf": [
            {"required": ["status"]},
            {
                "not": {
                    "anyOf": [
                        {"required": [key]} for key in Entry.model_fields if key not in {"item", "cycle", "status"}
                    ]
                }
            },
        ]
    },
    Membership: {"type": ["object", "string", "number"], "pattern": r"\S"},
}
"""What a model's validators allow or demand, beyond its fields."""


def render(name: str, plan: Plan | None = None) -> str:
    """The JSON Schema of one kind of data file; of reports, with the tables of their plan, or with any."""
    model, title, description = _MODELS[name]
    if plan and model is Submission:
        model = plan.report()
    made = model.model_json_schema(schema_generator=_Generator, ref_template="#/definitions/{model}")
    definitions = {key: _unsigned(value) for key, value in made.pop("$defs", {}).items()}
    body = _listed(name, made) if set(made.get("properties", ())) == {name} else made
    if not plan and model is Submission:
        body |= {"additionalProperties": _ANY_TABLE}
    if model is YearReport:
        body |= {"additionalProperties": _ANY_STATISTICS}
    head = {"$schema": _DRAFT, "title": title, "description": description}
    schema = head | {key: value for key, value in body.items() if key not in head} | {"definitions": definitions}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def own(name: str) -> re.Pattern[str]:
    """What begins the schema of one kind of data file, and nothing else."""
    return re.compile(rf'\A\{{\s*"\$schema": "[^"]*json-schema[^"]*",\s*"title": "{_MODELS[name][1]}",')


def _listed(name: str, made: JsonSchemaValue) -> JsonSchemaValue:
    """Approvals may stand as a list, or under the name of their file."""
    array = {"type": "array", "items": made["properties"][name]["items"]}
    mapping = {"type": "object", "properties": {name: array}, "required": [name], "additionalProperties": False}
    return {"anyOf": [array, mapping]}


def _unsigned(definition: JsonSchemaValue) -> JsonSchemaValue:
    """A definition without what pydantic takes from the class: its docstring, and the name of an enum."""
    dropped = {"description", "title"} if "enum" in definition else {"description"}
    return {key: value for key, value in definition.items() if key not in dropped}


class _Generator(GenerateJsonSchema):
    """Writes draft 7, in which blank means absent."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema) | _FURTHER.get(schema["cls"], {})
        required = made.get("required", ())
        properties: dict[str, Any] = made.pop("properties", {})
        for key, value in properties.items():
            value.pop("default", None)
            properties[key] = _filled(value) if key in required else _or_blank(value)
        demands = {key: _demanding(value) for key, value in made.items() if key in _LOGICAL}
        return made | demands | {"properties": properties}

    def field_title_should_be_set(self, schema: object) -> bool:
        """No field is called by its name: all titles are Chinese, and our own."""
        del schema
        return False

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """A list that a validator makes of a single value may be written as that value."""
        made = super().function_before_schema(schema)
        return {"anyOf": [made["items"], made]} if made.get("type") == "array" else made

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        made = super().tuple_schema(schema)
        return made | {"items": made.pop("prefixItems")} if "prefixItems" in made else made


def _demanding(form: Any) -> Any:
    """A condition on keys: where one is demanded, a blank one will not do."""
    if isinstance(form, list):
        return [_demanding(inner) for inner in form]
    if not isinstance(form, dict):
        return form
    made = {key: _demanding(value) if key in _LOGICAL else value for key, value in form.items()}
    if filled := {key: {"not": _BLANK} for key in made.get("required", ())}:
        made["properties"] = filled | made.get("properties", {})
    return made


def _filled(value: JsonSchemaValue) -> JsonSchemaValue:
    """A required key is not blank, even where the model allows for its loss."""
    forms = [form for form in value.get("anyOf", ()) if form != _BLANK]
    return forms[0] | {key: kept for key, kept in value.items() if key != "anyOf"} if len(forms) == 1 else value


def _or_blank(value: JsonSchemaValue) -> JsonSchemaValue:
    """A key that is left blank is the same as none, unless it is required."""
    value = _filled(value)
    if "type" not in value:
        said = {key: value[key] for key in ("title", "description") if key in value}
        form = {key: kept for key, kept in value.items() if key not in said}
        return said | {"anyOf": [form, _BLANK]}
    types = value["type"] if isinstance(value["type"], list) else [value["type"]]
    blank = {"type": [*types, "null"]}
    return value | blank | ({"enum": [*value["enum"], None]} if "enum" in value else {})
