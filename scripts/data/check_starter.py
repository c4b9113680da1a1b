#!/usr/bin/env python3
"""Checks core/starter/starter.json and its pictures; prints the counts, or every fault found (exit 1).

    scripts/data/check_starter.py
"""

import json
import re
import struct
import sys
import uuid
from collections import Counter
from pathlib import Path

from blake3_hash import blake3_hex

STARTER = Path(__file__).resolve().parent.parent.parent / "core/starter"
CHANNELS = set(
    "wechat wecom qq tim dingtalk feishu qianniu taobao jd pdd doudian kuaishou xiaohongshu"
    " whatsapp line telegram messenger sms phone".split()
)
BUILT_IN = {"日期", "时间", "客服名", "工号", "店铺名"}
# The WeChat emoji codes that the starter library allows itself: few, and the same everywhere.
EMOJI = {"愉快", "玫瑰", "抱拳", "太阳", "月亮", "庆祝", "蛋糕"}
# Words that the advertising law or good manners forbid, and promises that no shop can keep.
FORBIDDEN = (
    "亲 最 第一 唯一 国家级 世界级 顶级 极品 绝对 肯定 一定 保证 百分百 100% 永久 万能 全网 史上 秒杀 零风险 假一赔 "
    "好评有礼 五星好评 好评返 加微信 原价 宝贝"
).split()
# "明天到", "三天内送达", "当天发货" and the like: a day of arrival or dispatch is never promised.
PROMISED_DAY = re.compile(
    r"(今天|今晚|明天|后天|当天|当日|次日|隔天|[一二两三四五六七八九十\d]+天(之?内)?)(就|能|可以|会)?(到货|送到|送达|收到|到达|发货|发出)"
)
SMS_UNITS = 70
# Lengths of what an agent usually fills in, for the length of a text message; other variables count eight.
USUAL_LENGTH = {"店铺名": 6, "商品": 10, "订单号": 19, "单号": 15, "物流公司": 2, "金额": 6, "库存数": 3,
                "截单时间": 3, "截止时间": 5, "预计时间": 7, "赠品": 6, "延迟原因": 8}
TEXT_CHUNKS = {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"}
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
BRACKET = re.compile(r"\[([^\[\]]*)\]")

faults: list[str] = []


def main() -> None:
    document = json.loads((STARTER / "starter.json").read_text(encoding="utf-8"))
    check((document["format"], document["version"]) == ("huashu", 1), "format", "not huashu, version 1")
    pictures = {blake3_hex(path.read_bytes()): path for path in sorted((STARTER / "pictures").glob("*.png"))}
    for path in pictures.values():
        check_picture(path)
    for library in document["libraries"]:
        check_library(library, pictures)
        count(library, pictures)
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


def check(holds: bool, where: str, what: str) -> None:
    if not holds:
        faults.append(f"{where}: {what}")


def check_library(library: dict, pictures: dict) -> None:
    phrases = library["phrases"]
    categories = {category["id"]: category for category in library["categories"]}
    for ids in ([library["id"], *categories], [phrase["id"] for phrase in phrases]):
        for own in ids:
            check(uuid.UUID(own).version == 7 and str(uuid.UUID(own)) == own, own, "not a lower-case UUIDv7")
    known = set()
    for category in library["categories"]:
        check(category["parent"] is None or category["parent"] in known, category["name"], "parent does not come before")
        known.add(category["id"])
    everything = [library["id"], *(c["id"] for c in library["categories"]), *(p["id"] for p in phrases)]
    for what, values in (
        ("id", everything),
        ("code", [phrase["code"] for phrase in phrases if "code" in phrase]),
        ("title", [phrase["title"] for phrase in phrases]),
        ("text", [text for phrase in phrases for _, text in texts(phrase)]),
        ("variable", [variable["name"] for variable in library["variables"]]),
    ):
        for value, times in Counter(values).items():
            check(times == 1, what, f"{value!r} stands {times} times")
    used = set()
    for phrase in phrases:
        check(phrase["category"] in categories, phrase["title"], "category unknown")
        check_phrase(phrase, pictures)
        used |= check_variables(phrase, {variable["name"]: variable for variable in library["variables"]})
    for variable in library["variables"]:
        check(variable["name"] in used, variable["name"], "declared and not used")
        check((variable["kind"] == "choice") == ("choices" in variable), variable["name"], "choices and kind disagree")


def check_phrase(phrase: dict, pictures: dict) -> None:
    title = phrase["title"]
    check(len(title) <= 12, title, "title longer than 12 characters")
    check(1 <= len(phrase["keywords"]) <= 4, title, "not one to four keywords")
    for keyword in phrase["keywords"]:
        check(keyword not in title, title, f"keyword {keyword} stands in the title")
    check(re.fullmatch(r"[a-z]{2,3}\d{1,2}", phrase.get("code", "aa1")) is not None, title, "odd short code")
    if "valid" in phrase:
        check(phrase["valid"]["from"] <= phrase["valid"]["until"], title, "valid until before from")
    targets = [(v.get("channel"), v.get("lang")) for v in phrase.get("variants", [])]
    check(len(targets) == len(set(targets)), title, "two variants for one channel and language")
    for channel, language in targets:
        check(channel in CHANNELS or (channel is None and language), title, f"channel {channel}")
        check(language in (None, "en"), title, f"language {language}")
    for owner in [phrase, *phrase.get("variants", [])]:
        for part in owner["parts"]:
            if part["kind"] == "image":
                check_image(part, pictures, title)
    for variant, text in texts(phrase):
        if variant.get("lang") == "en":
            check_english(text, title)
        else:
            check_chinese(text, title)
        if variant.get("channel") == "sms":
            check_sms(text, title)


def texts(phrase: dict):
    """Every text part of a phrase with the variant (or the phrase itself) that it belongs to."""
    for owner in [phrase, *phrase.get("variants", [])]:
        for part in owner["parts"]:
            if part["kind"] == "text":
                yield owner, part["text"]


def check_chinese(text: str, title: str) -> None:
    for word in FORBIDDEN:
        check(word not in text, title, f"holds “{word}”")
    promise = PROMISED_DAY.search(text)
    check(promise is None, title, f"promises a day: {promise and promise[0]}")
    plain = BRACKET.sub("", text)
    check(len(plain) >= 8, title, "too short an answer")
    check(re.search(r"[\u4e00-\u9fff][,;?!]|[,;?!][\u4e00-\u9fff]", plain) is None, title, "half-width punctuation")
    check("你" not in plain, title, "你 in place of 您")
    check(re.search(r" $|^ |  |。。|，，|，。", text) is None, title, "stray space or doubled mark")


def check_english(text: str, title: str) -> None:
    plain = BRACKET.sub("", text)
    check(CJK.search(plain) is None, title, "Chinese in the English variant")
    check(re.search(r"[’‘“”…]", plain) is None, title, "typographic quote in the English variant")
    for word in ("guarantee", "best ", "100%", "kindly", "dear "):
        check(word not in plain.lower(), title, f"English holds “{word.strip()}”")


def check_sms(text: str, title: str) -> None:
    check(text.startswith("【[店铺名]】"), title, "text message without signature")
    filled = BRACKET.sub(lambda m: "字" * USUAL_LENGTH.get(re.split(r"[|:]", m[1])[0], 8), text)
    check(max(len(text), len(filled)) <= SMS_UNITS, title, f"text message of {len(text)}, filled {len(filled)}")


def check_variables(phrase: dict, declared: dict) -> set:
    names = set()
    for _, text in texts(phrase):
        rest = BRACKET.sub("", text)
        check("[" not in rest and "]" not in rest, phrase["title"], "bracket without a partner")
        for inner in BRACKET.findall(text):
            if inner in EMOJI:
                continue
            name, _, choices = inner.partition("|")[0].partition(":")
            names.add(name)
            check(name in declared or name in BUILT_IN, phrase["title"], f"[{inner}] is not declared")
            check(not inner.endswith(("|", ":")), phrase["title"], f"[{inner}] offers nothing")
            if choices and name in declared:
                check(declared[name].get("choices") == choices.split("/"), phrase["title"], f"[{inner}] has other choices")
    return names


def check_image(part: dict, pictures: dict, title: str) -> None:
    path = pictures.get(part["blob"])
    check(path is not None, title, f"no picture with the hash of {part['name']}")
    if path:
        data = path.read_bytes()
        facts = (*struct.unpack(">II", data[16:24]), len(data), "image/png")
        check((part["width"], part["height"], part["bytes"], part["mime"]) == facts, title, f"{part['name']} has other facts")


def check_picture(path: Path) -> None:
    data = path.read_bytes()
    check(data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) <= 80 * 1024, path.name, "not a PNG of at most 80 KB")
    check(data[16:20] == (750).to_bytes(4, "big"), path.name, "not 750 px wide")
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        check(kind not in TEXT_CHUNKS, path.name, f"holds the chunk {kind}")
        at += length + 12


def count(library: dict, pictures: dict) -> None:
    phrases = library["phrases"]
    variants = [variant for phrase in phrases for variant in phrase.get("variants", [])]
    images = [[part for part in phrase["parts"] if part["kind"] == "image"] for phrase in phrases]
    used = {part["blob"] for parts in images for part in parts}
    for blob, path in pictures.items():
        check(blob in used, path.name, "no phrase uses it")
    print(f"{library['name']}: {len(phrases)} phrases in {len(library['categories'])} categories,"
          f" {len(library['variables'])} variables, {sum('code' in p for p in phrases)} short codes")
    print(f"variants: {sum('channel' in v for v in variants)} by channel, {sum('lang' in v for v in variants)} English,"
          f" {sum('channel' in v and 'lang' in v for v in variants)} both")
    print("channels:", dict(Counter(v["channel"] for v in variants if "channel" in v).most_common()))
    print(f"bundles of text and images: {sum(map(bool, images))}; pictures: {len(pictures)};"
          f" with validity: {sum('valid' in p for p in phrases)}; sensitive: {sum('sensitive' in p for p in phrases)};"
          f" with review date: {sum('review_by' in p for p in phrases)}")


if __name__ == "__main__":
    main()
