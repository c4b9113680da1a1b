"""Says what makes up the size of a Rust library: its sections, and which crates its code comes from.

usage: library_size.py UNSTRIPPED STRIPPED
"""

import collections
import os
import re
import subprocess
import sys

SHOWN = 16
# C libraries that are built in; their functions carry no crate's name.
C_PREFIXES = {
    "sqlite3": "SQLite (C)",
    "ZSTD": "zstd (C)",
    "HUF": "zstd (C)",
    "ring_core": "ring (C)",
    "p256": "ring (C)",
}


def crate_of(name: str) -> str:
    name = name.lstrip("<&").removeprefix("mut ").removeprefix("dyn ")
    if "::" in name:
        crate = re.match(r"[A-Za-z_][A-Za-z0-9_]*", name)
        return crate.group(0) if crate else "other"
    for prefix, owner in C_PREFIXES.items():
        if name.startswith(prefix):
            return owner
    if name.startswith("uniffi_") or name.startswith("UNIFFI_"):
        return "the door's own functions"
    return "C and the rest"


def main(unstripped: str, stripped: str) -> None:
    lines = subprocess.run(
        ["nm", "--print-size", "--demangle", "--defined-only", unstripped],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    code: collections.Counter[str] = collections.Counter()
    data: collections.Counter[str] = collections.Counter()
    seen = set()
    for line in lines:
        words = line.split(None, 3)
        if len(words) < 4 or len(words[1]) != 16 or words[0] in seen:
            continue
        # Functions that were folded into one have one address.
        seen.add(words[0])
        into = code if words[2] in "tTwW" else data if words[2] in "rRdD" else None
        if into is not None:
            into[crate_of(words[3])] += int(words[1], 16)
    print(f"{os.path.getsize(stripped) / 1e6:.2f} MB stripped: {stripped}")
    sections = subprocess.run(["size", "-A", stripped], check=True, capture_output=True, text=True).stdout
    for line in sections.splitlines():
        words = line.split()
        if len(words) == 3 and words[0].startswith(".") and int(words[1]) > 100_000:
            print(f"  {int(words[1]) / 1e6:7.2f} MB  {words[0]}")
    print("of which code and tables that have a name:")
    both = code + data
    for crate, size in both.most_common(SHOWN):
        print(f"  {size / 1e6:7.2f} MB  {crate} ({code[crate] / 1e6:.2f} code)")
    rest = sum(both.values()) - sum(size for _, size in both.most_common(SHOWN))
    print(f"  {rest / 1e6:7.2f} MB  {len(both) - SHOWN} more")


if __name__ == "__main__":
    main(*sys.argv[1:])
