"""The rules about data that could not be used, or should not be there: the reading has found it, they explain it."""

from functools import partial

from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.rules.rule import Findings, Rule, described

_WAIVABLE = {"ZF109", "ZF111"}
_EXPLAINED = {
    ("ZF101", "yaml-syntax"): """YAML 语法错误。

检查什么：文件能不能按 YAML 读出来：缩进、引号、括号、全角冒号、制表符、标签、无界的引用。
读不出来的文件整份略过，其余文件照常检查。
依据：数据约定：每个文件是一份 UTF-8 编码的 YAML 文档，值一律按文字读取。
怎么改：按提示的行和列改正；冒号用半角并在后面空一格，缩进只用空格，含冒号、#、* 的值加引号。
""",
    ("ZF102", "encoding"): """文件读不出来或编码不对。

检查什么：文件是否为 UTF-8 编码的普通文件，大小是否合理，是否指向数据文件夹之外。
依据：数据约定：UTF-8（带不带 BOM 都可以）。Windows 记事本存的 ANSI/GBK 文件不能直接用。
怎么改：用编辑器打开，选“另存为”，编码选 UTF-8；链接请换成真正的文件。
""",
    ("ZF103", "duplicate-key"): """同一个键写了两次。

检查什么：同一映射里有没有重复的键。两个值以谁为准说不清，所在的记录因此不采用。
依据：数据约定：一个键只写一次。
怎么改：留下正确的一个，删去另一个；要写多条，请用列表（每项以“- ”开头）。
""",
    ("ZF104", "schema"): """内容不合格式。

检查什么：必填项、键名、可用的值、日期和数字的写法是否符合各文件的格式。有错的记录不采用，其余照常检查。
依据：数据约定：`zhifa schema` 给出的格式。
怎么改：按提示补上缺少的项，或改成可用的值；键名拼错时提示会给出最接近的键。
""",
    ("ZF105", "unknown-unit"): """名册里没有这个单位。

检查什么：责任单位、报送单位、组名是否都在 units.yaml 里。名称须与 id、简称、全称或别名完全一致，从不猜测。
依据：data/units.yaml 单位名册。
怎么改：改成名册里的名称；若是正式的新名称，请在名册的 aliases 里补上。
""",
    ("ZF106", "unknown-item"): """没有这个编号的事项。

检查什么：填报的事项编号、指标编号是否在 measures.yaml 里。
依据：data/measures.yaml 的条款和要求编号。
怎么改：改成 条款 或 条款/要求 的编号，如 5/report；`zhifa show 单位` 列出该单位的全部事项。
""",
    ("ZF109", "personal-data"): """含有个人信息。

检查什么：数据文件任何地方有没有居民身份证号码（15 位、18 位，按校验码核验）或手机号码。发现后在一切输出里打码。
依据：《个人信息保护法》第六条：处理个人信息应限于实现目的的最小范围。
怎么改：删去号码，执法人员用单位内部代码；已提交到 git 的，请联系管理员清理历史。
""",
    ("ZF111", "inconsistent-count"): """人数自相矛盾。

检查什么：数据表的数字是否可能：不能是 0 的列（如总人数）为 0、一部分多于全部、同一行（如部门、人员代码）出现两次。
有错的行不采用：其余的行有不达标的，照样不达标；都达标的，列为待核实，绝不会因此算作达标。
依据：指标要以可信的数字计算。
怎么改：核对原始台账后改正；总数是 0 的行不列入。
""",
    ("ZF113", "foreign-file"): """别人的文件替本单位报送。

检查什么：名册（units.yaml）用 files 写明哪些文件能代表一个单位的，其他文件里以该单位名义的报送不采用。
依据：各单位只能为自己报送；名册写明的文件才算数。
怎么改：由该单位写在自己的文件里；文件改了名的，请牵头单位改 units.yaml 的 files。
""",
}


def _found(code: str, ledger: Ledger) -> Findings:
    yield from ledger.dataset.faults_of(code)


for (_code, _name), _text in _EXPLAINED.items():
    Rule(
        _code,
        _name,
        Severity.ERROR,
        *described(_text),
        of=Of.DATA,
        waivable=_code in _WAIVABLE,
        check=partial(_found, _code),
    )
