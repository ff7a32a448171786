"""``zhifa schema``."""

from enum import StrEnum
from typing import Annotated

import typer

from zhifa_cli.cli import options

EPILOG = """\
zhifa schema submission                                     报送文件的 JSON Schema
zhifa schema submission -o data/.schema/submission.json     供编辑器使用，升级后重写一次
check-jsonschema --schemafile data/.schema/units.json data/units.yaml

在 YAML 文件第一行写 # yaml-language-server: $schema=相对路径，
VS Code（YAML 扩展）就会提示各键的含义，并当场标出写错的地方。"""


class SchemaName(StrEnum):
    """The kinds of data file; the renderer has a schema for each."""

    MEASURES = "measures"
    UNITS = "units"
    SUBMISSION = "submission"
    RECTIFICATION = "rectification"
    EXTENSIONS = "extensions"
    EXEMPTIONS = "exemptions"
    CALENDAR = "calendar"
    STYLE = "style"
    STATISTICS_TABLES = "statistics-tables"
    STATISTICS = "statistics"
    EVALUATION = "evaluation"
    EVALUATIONS = "evaluations"
    WAIVERS = "waivers"


def schema(
    name: Annotated[SchemaName, typer.Argument(metavar="种类", help="哪一种数据文件。")],
    data: options.Data = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """打印一种数据文件的 JSON Schema，供编辑器提示和校验。报送文件的照数据文件夹里的计划（tables）。"""
    from zhifa_cli.cli.data_folder import data_folder, nearest_data
    from zhifa_cli.cli.sheet import emit
    from zhifa_cli.cli.writing import place
    from zhifa_cli.forms import json_schema
    from zhifa_cli.source.folder import plan_of

    target = place(output, json_schema.own(name), force=force)
    folder = data_folder(data) if data else nearest_data()
    emit(json_schema.render(name, plan_of(folder) if folder and name is SchemaName.SUBMISSION else None), target)
