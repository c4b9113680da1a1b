#!/usr/bin/env python3
"""Makes tests/fixtures/search.

Usage: python3 scripts/data/search_fixture.py BENCH_DIR
BENCH_DIR holds corpus-10000.jsonl, queries.jsonl, oracle-10000.jsonl and peer-cases.jsonl.

corpus.jsonl, oracle.jsonl   the first 2,000 phrases and the oracle over these, for the tests
queries.jsonl                the queries of scripts/bench search
oracle-10000.jsonl           their oracle over all 10,000 phrases, which phrase_corpus.py makes again. The first line names
                             the corpus and its hash. Lists hold gaps: [3, 1, 5] are the phrases 3, 4 and 9. `may` lists only
                             what `must` does not.
"""

import json
import sys
from pathlib import Path

from blake3_hash import blake3_hex

PHRASES = 2000
SEED = 20261122
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
    write("queries.jsonl", within.values())
    write("oracle-10000.jsonl", whole_oracle(bench))


def whole_oracle(bench):
    corpus = (bench / "corpus-10000.jsonl").read_bytes()
    yield {"phrases": corpus.count(b"\n"), "seed": SEED, "blake3": blake3_hex(corpus)}
    for row in read(bench / "oracle-10000.jsonl"):
        must = set(row["must"])
        lists = {"must": must, "must_title": row["must_title"], "may": set(row["may"]) - must}
        yield {"id": row["id"], **{key: gaps(numbers) for key, numbers in lists.items()}}


def gaps(numbers):
    numbers = sorted(numbers)
    return [after - before for before, after in zip([0, *numbers], numbers)]


if __name__ == "__main__":
    main()
