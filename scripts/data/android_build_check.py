#!/usr/bin/env python3
"""Holds the two builds of the Android app together: Gradle's, which needs an SDK, and Maven's, which tests run in.

Says everything that does not fit, a line each, and ends with 1 if there is anything. Python 3's own library only.
usage: android_build_check.py [ROOT]
"""

import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

ANDROID = "{http://schemas.android.com/apk/res/android}"
LANGUAGES = ("values", "values-en", "values-zh-rTW")

# Who may call a component without a permission, and why that is meant.
OPEN_TO_ALL = {
    ".screens.main.MainActivity": "the launcher starts it",
    ".screens.company.SignInActivity": "a link fills its form; nothing is sent without a touch",
    ".screens.settings.SettingsActivity": "the system opens it from the tile",
    ".screens.welcome.ImportActivity": "other apps hand files over; nothing is imported without a touch",
    ".receive.ReceiveActivity": "other apps share to it; nothing is stored without a touch",
    ".overlay.CallActivity": "tile and shortcut call the bubble; it takes no data",
    ".overlay.BootReceiver": "the system alone may send BOOT_COMPLETED; off until asked for",
}

# Packages and calls that the framework we compile against has, and an SDK hides from apps.
HIDDEN_PACKAGES = ("com.android.internal", "android.os.ServiceManager", "android.os.SystemProperties", "android.app.ActivityThread",
                   "libcore.", "dalvik.annotation", "android.content.pm.IPackageManager", "android.view.IWindowManager", "sun.misc")
HIDDEN_WORDS = (r"\bsetAccessible\s*\(", r"\bgetDeclared(Method|Field)\s*\(", r"\bisAccessible\s*=\s*true", r"ServiceManager\.getService")

# Resources that nobody names in Kotlin: the system reads them by the manifest, or by their names.
USED_BY_NAME = {"string": set(), "plurals": set()}


class Report:
    """What does not fit."""

    def __init__(self):
        self.lines = []

    def say(self, text):
        self.lines.append(text)

    def equal(self, what, **values):
        """All of these must be the same."""
        if len(set(values.values())) > 1:
            self.say(f"{what}: " + ", ".join(f"{name} {value}" for name, value in values.items()))


def pom_properties(path):
    properties = ET.parse(path).getroot().find("{*}properties")
    return {item.tag.partition("}")[2]: (item.text or "").strip() for item in properties if isinstance(item.tag, str)}


def pom_version(path):
    return ET.parse(path).getroot().findtext("{*}version")


def check_versions(root, report):
    catalogue = tomllib.loads((root / "android/gradle/libs.versions.toml").read_text(encoding="utf-8"))["versions"]
    cargo = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))
    workspace = cargo.get("workspace", {}).get("package", cargo.get("package", {}))
    app_pom, bindings_pom = root / "android/pom.xml", root / "bindings/kotlin/pom.xml"
    app, bindings = pom_properties(app_pom), pom_properties(bindings_pom)
    manifest = ET.parse(root / "android/app/src/main/AndroidManifest.xml").getroot()
    sdk = manifest.find("uses-sdk")
    for name in ("kotlin", "coroutines", "jna"):
        report.equal(f"the version of {name}", catalogue=catalogue[name], app_pom=app[f"{name}.version"], bindings_pom=bindings[f"{name}.version"])
    report.equal("the version of the app", catalogue=catalogue["versionName"], manifest=manifest.get(ANDROID + "versionName"),
                 app_pom=pom_version(app_pom), bindings_pom=pom_version(bindings_pom), cargo=workspace["version"])
    report.equal("versionCode", catalogue=catalogue["versionCode"], manifest=manifest.get(ANDROID + "versionCode"))
    report.equal("minSdk", catalogue=catalogue["minSdk"], manifest=sdk.get(ANDROID + "minSdkVersion"))
    report.equal("targetSdk", catalogue=catalogue["targetSdk"], manifest=sdk.get(ANDROID + "targetSdkVersion"))
    if int(catalogue["compileSdk"]) < int(catalogue["targetSdk"]):
        report.say(f"compileSdk {catalogue['compileSdk']} is below targetSdk {catalogue['targetSdk']}")
    native = (root / "scripts/release-library").read_text(encoding="utf-8")
    if f"--platform {catalogue['minSdk']} " not in native:
        report.say(f"scripts/release-library builds for another level than minSdk {catalogue['minSdk']}")
    gradle = (root / "android/app/build.gradle.kts").read_text(encoding="utf-8")
    built = set(re.findall(r"-t (\S+)", native))
    kept = set(re.findall(r'"([^"]+)"', re.search(r"abiFilters \+= listOf\(([^)]*)\)", gradle).group(1)))
    if built != kept:
        report.say(f"ABIs: scripts/release-library builds {sorted(built)}, Gradle keeps {sorted(kept)}")
    used = set(re.findall(r"\blibs\.versions\.(\w+)", gradle + (root / "android/build.gradle.kts").read_text(encoding="utf-8")))
    for name in sorted(used - set(catalogue)):
        report.say(f"app/build.gradle.kts asks for the version of {name}, which the catalogue has not")


def check_components(root, report):
    source = root / "android/app/src/main"
    manifest = ET.parse(source / "AndroidManifest.xml").getroot()
    package = manifest.get("package")
    kotlin = "\n".join(path.read_text(encoding="utf-8") for path in sorted((source / "kotlin").rglob("*.kt")))
    declared = {}
    for path in sorted((source / "kotlin").rglob("*.kt")):
        text = path.read_text(encoding="utf-8")
        where = re.search(r"^package\s+([\w.]+)", text, re.M)
        for name in re.findall(r"^\s*(?:(?:open|internal|abstract|final)\s+)*(?:class|object)\s+(\w+)", text, re.M):
            declared.setdefault(f"{where.group(1)}.{name}", path)
    application = manifest.find("application")
    components = [(application, application.get(ANDROID + "name"))]
    components += [(item, item.get(ANDROID + "name")) for kind in ("activity", "service", "receiver", "provider") for item in application.iter(kind)]
    for item, name in components:
        full = package + name if name.startswith(".") else name
        if full not in declared:
            report.say(f"the manifest names {full}, which no source declares")
        if item is application:
            continue
        exported = item.get(ANDROID + "exported")
        if exported is None:
            report.say(f"{name} does not say whether it is exported (asked for since API 31)")
        if exported == "true" and item.get(ANDROID + "permission") is None and name not in OPEN_TO_ALL:
            report.say(f"{name} is exported to everybody; give it a permission, or a reason in {Path(__file__).name}")
        if item.find("intent-filter") is None and exported == "true" and name != ".overlay.CallActivity":
            report.say(f"{name} is exported and has no intent filter: nobody can need that")
    named = {name for _, name in components}
    for name in sorted(set(OPEN_TO_ALL) - named):
        report.say(f"{Path(__file__).name} has a reason for {name}, which the manifest does not name")
    return kotlin


def placeholders(text):
    return sorted(re.findall(r"%(?:\d+\$)?[-#+ 0,(]*\d*(?:\.\d+)?[a-zA-Z%]", text or ""))


def texts(folder, report):
    """Every string and plural of a language: name → (kind, its texts by quantity)."""
    found = {}
    for path in sorted(folder.glob("strings*.xml")):
        for item in ET.parse(path).getroot():
            if not isinstance(item.tag, str) or item.get("translatable") == "false":
                continue
            name = item.get("name")
            if name in found:
                report.say(f"{folder.name} has {name} twice")
            if item.tag == "plurals":
                found[name] = ("plurals", {each.get("quantity"): "".join(each.itertext()) for each in item})
            else:
                found[name] = ("string", {"": "".join(item.itertext())})
    return found


def check_strings(root, report, kotlin):
    resources = root / "android/app/src/main/res"
    spoken = {language: texts(resources / language, report) for language in LANGUAGES}
    every = sorted(set().union(*spoken.values()))
    named = kotlin + "".join(path.read_text(encoding="utf-8") for path in sorted(resources.rglob("*.xml")))
    named += (root / "android/app/src/main/AndroidManifest.xml").read_text(encoding="utf-8")
    for name in every:
        missing = [language for language in LANGUAGES if name not in spoken[language]]
        if missing:
            report.say(f"{name} is missing in {', '.join(missing)}")
            continue
        kinds = {spoken[language][name][0] for language in LANGUAGES}
        if len(kinds) > 1:
            report.say(f"{name} is a string in one language and a plural in another")
        wanted = {str(placeholders(text)) for language in LANGUAGES for text in spoken[language][name][1].values()}
        if len(wanted) > 1:
            report.say(f"{name} has other placeholders in another language: {', '.join(sorted(wanted))}")
        for language in LANGUAGES:
            for quantity, text in spoken[language][name][1].items():
                if not text.strip():
                    report.say(f"{name} is empty in {language}")
                if len(placeholders(text)) > 1 and re.search(r"%[a-z]", text):
                    report.say(f"{name} in {language} has placeholders without numbers; another language may need another order")
            if spoken[language][name][0] == "plurals" and "other" not in spoken[language][name][1]:
                report.say(f"{name} in {language} has no text for the quantity “other”")
        kind = spoken[LANGUAGES[0]][name][0]
        if not re.search(rf"\bR\.{kind}\.{name}\b|@{kind}/{name}\b", named) and name not in USED_BY_NAME[kind]:
            report.say(f"nobody says {name}")
    for kind, name in sorted(set(re.findall(r"\bR\.(string|plurals)\.(\w+)", kotlin))):
        if name not in spoken[LANGUAGES[0]]:
            report.say(f"the code says R.{kind}.{name}, which is no {kind}")


def check_sources(root, report):
    for path in sorted((root / "android/app/src/main/kotlin").rglob("*.kt")):
        name = path.relative_to(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            code = re.sub(r"//.*", "", line)
            used = re.match(r"\s*import\s+([\w.]+)", code)
            if used and used.group(1).startswith(HIDDEN_PACKAGES):
                report.say(f"{name}:{number}: {used.group(1)} is hidden from apps")
            if any(re.search(word, code) for word in HIDDEN_WORDS):
                report.say(f"{name}:{number}: reflection reaches what the platform hides: {line.strip()}")
            if re.search(r'"[^"]*[\u4e00-\u9fff][^"]*"', code):
                report.say(f"{name}:{number}: words for a person belong into the resources: {line.strip()}")


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    report = Report()
    check_versions(root, report)
    kotlin = check_components(root, report)
    check_strings(root, report, kotlin)
    check_sources(root, report)
    for line in report.lines:
        print(line)
    print(f"android_build_check: {len(report.lines)} findings" if report.lines else "android_build_check: everything fits")
    return 1 if report.lines else 0


if __name__ == "__main__":
    sys.exit(main())
