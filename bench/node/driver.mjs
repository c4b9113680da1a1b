// Searches a corpus with a JavaScript library, for `engine/node.rs`: a line of JSON in, a line of JSON out.
// usage: node driver.mjs MODULES LIBRARY CORPUS.jsonl all|titles
//
// The library matches one text with one term; all around it is done here as an application would do it, and as the Rust
// peers do it: terms are split at spaces, each has to match a field, a match in the title counts most, and only the
// phrases that are shown get their spans.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [modules, library, corpus, fields] = process.argv.slice(2);
const match = matcher(library);
const residentBefore = process.memoryUsage.rss();
const cpuBefore = cpu();

const phrases = readFileSync(corpus, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => texts(JSON.parse(line)));
answer([]);

for await (const line of createInterface({ input: process.stdin })) {
  const { query, limit } = JSON.parse(line);
  const terms = query.split(/\s+/u).filter((term) => term !== "");
  const found = search(terms);
  if (limit === null) {
    answer(found.map(([, index]) => [index, []]));
  } else {
    answer(found.slice(0, limit).map(([, index]) => [index, spans(index, terms)]));
  }
}

/** A function (text, term) that returns the ranges of UTF-16 units that match, or null. */
function matcher(name) {
  const required = createRequire(join(modules, "package.json"))(name);
  if (name === "pinyin-match") {
    const library = required.default ?? required;
    return (text, term) => {
      const range = library.match(text, term);
      return range ? [[range[0], range[1] + 1]] : null;
    };
  }
  return (text, term) => {
    const units = required.match(text, term, { continuous: true, v: true });
    return units ? units.map((unit) => [unit, unit + 1]) : null;
  };
}

function texts({ title, code, category, tags, body }) {
  return fields === "titles" ? [title] : [title, code, category, tags.join(" "), body];
}

/** Rank and number of every phrase that matches all terms, best first. */
function search(terms) {
  const found = [];
  for (let index = 0; index < phrases.length; index++) {
    const rank = rankOf(phrases[index], terms);
    if (rank !== null) found.push([rank, index]);
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function rankOf(texts, terms) {
  let sum = 0;
  for (const term of terms) {
    const field = texts.findIndex((text) => text !== "" && match(text, term));
    if (field < 0) return null;
    sum += field;
  }
  return sum;
}

/** The ranges of all terms in all fields of a phrase: number of the field, first scalar value, the one behind. */
function spans(index, terms) {
  return phrases[index].flatMap((text, field) =>
    terms.flatMap((term) =>
      (text === "" ? [] : match(text, term) ?? []).map(([start, end]) => [
        field,
        scalars(text, start),
        scalars(text, end),
      ]),
    ),
  );
}

/** How many scalar values the first UTF-16 units of a text hold. */
function scalars(text, units) {
  return [...text.slice(0, units)].length;
}

/** CPU time in microseconds: of this thread where Node can tell, otherwise of the process. */
function cpu() {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return user + system;
}

function answer(hits) {
  const grown = Math.max(0, process.memoryUsage.rss() - residentBefore);
  const costs = { cpu: cpu() - cpuBefore, grown };
  process.stdout.write(JSON.stringify({ hits, costs }) + "\n");
}
