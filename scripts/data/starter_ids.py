#!/usr/bin/env python3
"""Completes core/starter/starter.json after an edit by hand, and writes it back in its one form.

    scripts/data/starter_ids.py

An entry may be added without its tedious fields:
- a category or phrase without "id" gets one, made from its place and name, so that it is the same on every machine;
  an id that is there is never changed, because books in use know their starter phrases by it;
- "parent" and "category" may name a path ("售前/欢迎问候") in place of an id;
- an image part may carry its "name" alone; it is the title of a page in core/starter/pictures/src, with ".png".
  The hash, the size in bytes and the pixels of every image are read anew from the rendered picture.
"""

import hashlib
import json
import re
import struct
import uuid
from pathlib import Path

from blake3_hash import blake3_hex

STARTER = Path(__file__).resolve().parent.parent.parent / "core/starter"
# The time part of every id: 2026-11-01T00:00:00Z in milliseconds. It says nothing; an id only has to stay the same.
EPOCH_MS = 1_793_491_200_000
PHRASE_KEYS = ("id", "category", "title", "keywords", "code", "parts", "variants", "valid", "sensitive", "review_by")


def main() -> None:
    path = STARTER / "starter.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    facts = picture_facts()
    for library in document["libraries"]:
        complete(library, facts)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def complete(library: dict, facts: dict) -> None:
    library.setdefault("id", make_id("library", library["name"]))
    ids = {}
    paths = {}
    for place, category in enumerate(library["categories"]):
        parent = category.get("parent")
        parent = ids.get(parent, parent)
        path = f"{paths[parent]}/{category['name']}" if parent else category["name"]
        own = category.get("id") or make_id("category", library["name"], path)
        ids[path] = own
        paths[own] = path
        library["categories"][place] = {"id": own, "parent": parent, "name": category["name"]}
    for place, phrase in enumerate(library["phrases"]):
        phrase["category"] = ids.get(phrase["category"], phrase["category"])
        if "id" not in phrase:
            phrase["id"] = make_id("phrase", library["name"], paths[phrase["category"]], phrase["title"])
        for owner in [phrase, *phrase.get("variants", [])]:
            owner["parts"] = [complete_part(part, facts) for part in owner["parts"]]
        library["phrases"][place] = {key: phrase[key] for key in PHRASE_KEYS if key in phrase}


def complete_part(part: dict, facts: dict) -> dict:
    return {"kind": "image", **facts[part["name"]]} if part["kind"] == "image" else part


def make_id(*key: str) -> str:
    """A UUIDv7 whose random bits are the hash of `key`."""
    bits = int.from_bytes(hashlib.sha256("\0".join(key).encode()).digest()[:10], "big")
    value = EPOCH_MS << 80 | 0x7 << 76 | (bits >> 68) << 64 | 0b10 << 62 | bits & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def picture_facts() -> dict:
    """By file name in the chat ("上衣尺码表.png"): what an image part says about each rendered picture."""
    facts = {}
    for page in sorted((STARTER / "pictures/src").glob("*.html")):
        name = re.search("<title>(.+?)</title>", page.read_text(encoding="utf-8"))[1] + ".png"
        data = (STARTER / "pictures" / f"{page.stem}.png").read_bytes()
        width, height = struct.unpack(">II", data[16:24])
        facts[name] = {
            "blob": blake3_hex(data),
            "name": name,
            "mime": "image/png",
            "width": width,
            "height": height,
            "bytes": len(data),
        }
    return facts


if __name__ == "__main__":
    main()
