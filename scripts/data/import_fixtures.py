#!/usr/bin/env python3
"""Writes one small table as programs on people's machines save it: tests/fixtures/import/small*.
usage: import_fixtures.py (from anywhere; needs nothing but Python 3)"""
import csv
import io
import pathlib

HERE = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "import"
ROWS = [
    ["青禾服饰 · 话术表", "", "", "", ""],
    ["分类", "标题", "内容", "快捷码", "备注"],
    ["售前/问候", "欢迎", "您好，欢迎光临青禾服饰，\n请问想看哪一款？", "hy", "主管写的"],
    ["售前/尺码", "选码", "身高{身高}、体重{体重}，建议您选[尺码:S/M/L]码", "cm", ""],
    ["售后/退款", "退款一天到账", "退款已办理，“原路退回”，一般一天到账", "tk", ""],
    ["", "", "", "", ""],
    ["售后/物流", "查件", "单号__，[物流公司]承运", "wl", ""],
]


def table(separator: str, line_end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(ROWS)
    return out.getvalue()


# Excel: "CSV UTF-8", "CSV" on a Chinese Windows, "Unicode text"; a script on Linux.
(HERE / "small-utf8-bom.csv").write_bytes(b"\xef\xbb\xbf" + table(",", "\r\n").encode("utf-8"))
(HERE / "small-gbk.csv").write_bytes(table(",", "\r\n").encode("gbk"))
(HERE / "small-utf16.txt").write_bytes(b"\xff\xfe" + table("\t", "\r\n").encode("utf-16-le"))
(HERE / "small-semicolon.csv").write_bytes(table(";", "\n").encode("utf-8"))
