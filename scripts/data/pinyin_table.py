#!/usr/bin/env python3
"""Makes core/data/pinyin.txt (hanzi -> commonest toneless readings) and core/data/simplify.txt (traditional -> simplified).

Usage, from anywhere, with the packages of the versions named here:
    pip install pypinyin==0.55.0 pypinyin-dict==0.9.0 jieba==0.42.1 opencc-python-reimplemented==0.1.7
    python3 scripts/data/pinyin_table.py

How the readings are weighed
    Every word of jieba's dictionary gives its frequency to the readings that the phrase dictionary of pypinyin states for
    it; a single character gives its own to the reading that the Modern Chinese Frequency Dictionary (Unihan kHanyuPinlu)
    puts first. A character keeps its heaviest reading, and a second or third one only with evidence that people meet it:
    a place in kHanyuPinlu (second reading), a share of the weight, or the list of surnames below.
    Readings of dictionaries alone (许 hu, 广 an, 朱 shu, 区 ou) never get in.
Sources and licences: core/data/README.md.
"""

import collections
import os
import unicodedata
from pathlib import Path

import jieba
import opencc
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin_dict.pinyin_data import khanyupinlu, kmandarin_8105, ktghz2013

DATA = Path(__file__).resolve().parents[2] / "core" / "data"

# Share of a character's weight that a second and a third reading need when kHanyuPinlu does not list them.
SECOND_SHARE = 0.003
THIRD_SHARE = 0.006

# Readings that word frequencies miss because they live in surnames, which a customer's name brings in every day.
SURNAMES = {"曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "盖": "ge", "翟": "zhai", "乐": "yue",
            "尉": "yu", "缪": "miao", "覃": "qin", "洗": "xian", "晁": "chao", "员": "yun", "秘": "bi"}

# Interjections whose dictionary readings (n, ng) nobody types, everyday readings that the sources lack, and 单, whose
# reading in 单于 would stand before the surname.
STATED = {"嗯": ["en", "ng"], "呒": ["fu"], "呣": ["mu"], "哼": ["heng"], "噷": ["hen"], "欸": ["ei", "ai"], "诶": ["ei"],
          "谁": ["shui", "shei"], "誰": ["shui", "shei"], "著": ["zhu", "zhe"], "单": ["dan", "shan"], "單": ["dan", "shan"]}

# Characters that OpenCC leaves alone or splits by phrase. Folding serves matching only, and both sides are folded,
# so the choice that brings more spellings together is the right one (回覆 = 回复, 瞭解 = 了解, 為妳 = 为你).
FOLDED_BY_US = {"瞭": "了", "覆": "复", "藉": "借", "祇": "只", "衹": "只", "彷": "仿", "牴": "抵", "著": "着", "妳": "你",
                "牠": "它", "麽": "么", "衞": "卫", "粧": "妆", "枱": "台", "糭": "粽", "敍": "叙", "薴": "苧"}


def toneless(reading):
    """`lüè` -> `lve`: letters a to z, with v for ü."""
    text = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in text if not unicodedata.combining(c))


def readings_of(source, char):
    """Toneless readings of `char` in a {code point: 'a,b'} table, in its order, without repeats."""
    found = []
    for reading in (source.get(ord(char)) or "").split(","):
        reading = toneless(reading.strip())
        if reading and reading.isascii() and reading.isalpha() and reading not in found:
            found.append(reading)
    return found


def default_reading(char):
    for source in (khanyupinlu.pinyin_dict, kmandarin_8105.pinyin_dict, pinyin_dict):
        if found := readings_of(source, char):
            return found[0]
    return None


def weigh():
    """{char: Counter of readings}, from the words of jieba's dictionary."""
    weights = collections.defaultdict(collections.Counter)
    path = Path(os.path.dirname(jieba.__file__)) / "dict.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency = line.split(" ")[:2]
        if len(word) == 1:
            if reading := default_reading(word):
                weights[word][reading] += int(frequency)
            continue
        stated = phrases_dict.get(word)
        if stated and len(stated) == len(word):
            for char, reading in zip(word, stated):
                weights[char][toneless(reading[0])] += int(frequency)
    return weights


def commonest(char, weights):
    """One to three readings of a character, commonest first."""
    if char in STATED:
        return STATED[char]
    known = readings_of(pinyin_dict, char)
    listed = readings_of(khanyupinlu.pinyin_dict, char)
    standard = set(readings_of(ktghz2013.pinyin_dict, char)) | set(listed)
    weight = {r: n for r, n in weights.get(char, {}).items() if r in known or r in standard}
    total = sum(weight.values())
    ranked = sorted(weight, key=lambda r: (-weight[r], r))
    if not ranked:
        first = default_reading(char)
        return [first] if first else []
    kept = ranked[:1]
    for reading in ranked[1:] + [r for r in listed if r not in ranked]:
        share = weight.get(reading, 0) / total
        if len(kept) == 1:
            enough = reading in listed[:3] or (reading in standard and share >= SECOND_SHARE)
        else:
            enough = reading in standard and share >= THIRD_SHARE
        if enough and len(kept) < 3:
            kept.append(reading)
    surname = SURNAMES.get(char)
    if surname and surname not in kept:
        kept = kept[:2] + [surname]
    return kept


def simplified():
    """{traditional: simplified}, OpenCC's first choice and our own additions, followed to the end."""
    table = {}
    path = Path(os.path.dirname(opencc.__file__)) / "dictionary" / "TSCharacters.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line:
            traditional, choices = line.split("\t")
            table[traditional] = choices.split(" ")[0]
    table.update(FOLDED_BY_US)
    for char in table:
        seen = {char}
        while table[char] in table and table[char] not in seen:
            seen.add(table[char])
            table[char] = table[table[char]]
    return {t: s for t, s in table.items() if t != s}


def all_readings(weights, fold):
    """{char: readings} of every character that a source reads."""
    result = {}
    for char in map(chr, sorted(pinyin_dict)):
        own = commonest(char, weights)
        if char in fold and char not in STATED:
            # A traditional character takes the order of the simplified one, kept to what it can be read as itself;
            # 乾 and 藉, written in simplified text too, keep their own reading behind it.
            known = readings_of(pinyin_dict, char)
            shared = [r for r in commonest(fold[char], weights) if r in known]
            extra = [r for r in own if r not in shared] if char in weights else []
            own = [*shared, *extra][:3] or own
        vowelled = [r for r in own if char in STATED or any(v in r for v in "aeiouv")]
        if vowelled:
            result[char] = vowelled
    return result


def write(name, about, groups):
    """One line a group: the key, a space, its characters in code order."""
    lines = [f"# {line}" for line in about]
    lines += [f"{key} {''.join(sorted(chars))}" for key, chars in sorted(groups.items())]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    fold = simplified()
    by_reading = collections.defaultdict(list)
    for char, readings in all_readings(weigh(), fold).items():
        by_reading[",".join(readings)].append(char)
    write("pinyin.txt", ["Toneless readings, commonest first, v for ü; then the characters read so.",
                         "Made by scripts/data/pinyin_table.py; sources and licences in README.md."], by_reading)
    by_simplified = collections.defaultdict(list)
    for traditional, simple in fold.items():
        by_simplified[simple].append(traditional)
    write("simplify.txt", ["A simplified character; then the characters that fold to it.",
                           "Made by scripts/data/pinyin_table.py; sources and licences in README.md."], by_simplified)


if __name__ == "__main__":
    main()
