"""Prints one line for the reports of Maven's test runner in a folder: how many tests ran, failed and were skipped."""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def main(folder: str) -> int:
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    seconds = 0.0
    for report in sorted(pathlib.Path(folder).glob("TEST-*.xml")):
        suite = ElementTree.parse(report).getroot()
        for name in counts:
            counts[name] += int(suite.get(name, "0"))
        seconds += float(suite.get("time", "0"))
    failed = counts["failures"] + counts["errors"]
    print(
        f"Kotlin: {counts['tests']} tests, {failed} failed, {counts['skipped']} skipped; {seconds:.1f} s"
    )
    return 1 if failed or not counts["tests"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
