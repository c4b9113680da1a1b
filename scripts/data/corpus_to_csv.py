#!/usr/bin/env python3
"""Turns a corpus of phrase_corpus.py into a CSV as a manager would import it.
usage: corpus_to_csv.py CORPUS.jsonl OUT.csv"""
import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8") as corpus, open(sys.argv[2], "w", encoding="utf-8", newline="") as out:
    table = csv.writer(out)
    table.writerow(["分类", "标题", "内容", "快捷码", "关键词"])
    for line in corpus:
        phrase = json.loads(line)
        table.writerow([phrase["category"], phrase["title"], phrase["body"], phrase["code"], ";".join(phrase["tags"])])
