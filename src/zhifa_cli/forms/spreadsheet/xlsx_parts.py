"""The parts of a workbook that are read, measured while they are unpacked. Nothing else of it reaches openpyxl.

A workbook of a few kilobytes may unpack to gigabytes, or have its reader make millions of objects; and what the
archive's directory says of sizes need not be true.
"""

import io
import posixpath
import zipfile
from collections import Counter
from xml.parsers import expat

from openpyxl.reader.workbook import WorkbookParser

from zhifa_cli.forms.spreadsheet.grid import COPY, MAX_SHEETS, Unusable

_MAX_PARTS = 1_000
_MAX_XML = 30_000_000
_CHUNK = 65_536
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DIRECTORY_ENTRY = b"PK\x01\x02"
_MAX_ELEMENTS = {
    "Types": 5_000,
    "Relationships": 5_000,
    "workbook": 20_000,
    "styleSheet": 60_000,
    "sst": 300_000,
    "worksheet": 600_000,
}
"""What is needed, by its outermost element, and how many elements all parts of a kind may have: openpyxl takes
microseconds for a cell, and tens of them for a style."""


class _Unneeded(Exception):
    """A part that is not read: a picture's frame, a chart, a theme."""


def needed(raw: bytes) -> bytes:
    """The same workbook, without the parts that are not read.

    Raises:
        Unusable: no workbook, larger than a ledger can be, or made to be larger than it looks.
    """
    if raw.count(_DIRECTORY_ENTRY) > _MAX_PARTS:
        raise Unusable(f"文件由 {_MAX_PARTS} 个以上的部件组成，不像台账，没有读取；{COPY}")
    safe = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(safe, "w") as target:
        unpacking = _Unpacking(archive)
        for name, content in unpacking.parts.items():
            target.writestr(name, content)
        _demand_few_sheets(target, unpacking.book)
    return safe.getvalue()


def _demand_few_sheets(archive: zipfile.ZipFile, book: str) -> None:
    parser = WorkbookParser(archive, book, keep_links=False)
    parser.parse()
    paths = [relation.target for _sheet, relation in parser.find_sheets()]
    if len(paths) > MAX_SHEETS:
        raise Unusable(f"工作簿有 {len(paths)} 张工作表，超过 {MAX_SHEETS} 张的上限，没有读取；{COPY}")
    if len(set(paths)) < len(paths):
        raise Unusable("两张工作表指向同一处内容，文件可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx")


class _Unpacking:
    """The needed parts, the workbook's own one among them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._size = 0
        self._elements: Counter[str] = Counter()
        files = [file for file in archive.infolist() if file.filename.endswith((".xml", ".rels"))]
        self._demand_honest(files)
        self.parts: dict[str, bytes] = {}
        self._kinds: dict[str, str] = {}
        for file in files:
            if file.filename.endswith(".xml"):
                self._unpack(file)
        books = [name for name, kind in self._kinds.items() if kind == "workbook"]
        if len(books) != 1:
            raise Unusable("这不是 .xlsx 工作簿（.ods、.xlsb、.docx 等读不了）；请在表格软件里另存为 .xlsx 再导入")
        self.book = books[0]
        folder, name = posixpath.split(self.book)
        self._unpack(archive.getinfo(posixpath.join(folder, "_rels", f"{name}.rels")))

    def _demand_honest(self, files: list[zipfile.ZipInfo]) -> None:
        names = {file.filename for file in files}
        if len(names) < len(files) or any(file.compress_type not in _METHODS for file in files):
            raise Unusable("工作簿的结构不合规范，文件可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx")
        self._demand_small(sum(file.file_size for file in files))

    @staticmethod
    def _demand_small(size: int) -> None:
        if size > _MAX_XML:
            raise Unusable(f"工作簿解压后超过 {_MAX_XML // 1_000_000} MB 的上限，没有读取；{COPY}")

    def _unpack(self, file: zipfile.ZipInfo) -> None:
        name, chunks = file.filename, []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = lambda element, _attributes: self._count(name, element.rpartition(" ")[2])
        try:
            with self._archive.open(file) as source:
                while chunk := source.read(_CHUNK):
                    self._size += len(chunk)
                    self._demand_small(self._size)
                    parser.Parse(chunk)
                    chunks.append(chunk)
            parser.Parse(b"", True)
        except _Unneeded:
            return
        self.parts[name] = b"".join(chunks)

    def _count(self, part: str, element: str) -> None:
        kind = self._kinds.setdefault(part, element)
        if kind not in _MAX_ELEMENTS:
            raise _Unneeded
        self._elements[kind] += 1
        if self._elements[kind] > _MAX_ELEMENTS[kind]:
            what = {"worksheet": "单元格", "sst": "文字", "styleSheet": "格式"}.get(kind, "部件")
            raise Unusable(f"工作簿里的{what}多得不像台账，没有读取；{COPY}")

    @staticmethod
    def _refuse(*_declared: object) -> None:
        raise Unusable(
            "工作簿里有实体声明（DOCTYPE），表格软件不会写出这样的文件，没有读取；请用 Excel 或 WPS 打开，核对内容后另存为 .xlsx"
        )
