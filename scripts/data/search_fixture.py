#!/usr/bin/env python3
"""Cuts the search bench down to tests/fixtures/search: the first 2,000 phrases, and the oracle over these.

Usage: python3 scripts/data/search_fixture.py BENCH_DIR
BENCH_DIR holds corpus-10000.jsonl, queries.jsonl, oracle-10000.jsonl and peer-cases.jsonl.
"""

import json
import sys
from pathlib import Path

PHRASES = 2000
OUT = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "search"


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(name, rows):
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    bench = Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    write("corpus.jsonl", read(bench / "corpus-10000.jsonl")[:PHRASES])
    within = {query["id"]: query for query in read(bench / "queries.jsonl")}
    rows = []
    for row in read(bench / "oracle-10000.jsonl"):
        lists = {key: [n for n in row[key] if n <= PHRASES] for key in ("must", "must_title", "may")}
        rows.append({"q": within[row["id"]]["q"], "type": row["type"], **lists})
    write("oracle.jsonl", rows)
    write("peer-cases.jsonl", read(bench / "peer-cases.jsonl"))


if __name__ == "__main__":
    main()
