"""Checks the port's manifest by the documented layout of vcpkg.json, and against what the port and the headers say.

vcpkg_manifest.py ROOT. Then each of a list of mistakes is made in a copy and has to be found.
"""
import copy
import json
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
port = root / "packages/vcpkg/ports/gulo"

# The keys, in the order in which vcpkg format-manifest writes them (Microsoft's vcpkg.json reference).
top_level = ["name", "version", "version-semver", "version-date", "version-string", "port-version", "maintainers", "contacts",
             "summary", "description", "homepage", "documentation", "license", "supports", "builtin-baseline", "dependencies",
             "overrides", "default-features", "features", "configuration"]
versions = {"version", "version-semver", "version-date", "version-string"}
of_dependency = ["name", "features", "default-features", "host", "platform", "version>="]
of_feature = ["description", "supports", "license", "dependencies"]
identifier = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def in_order(what, found, known):
    for key in found:
        if key not in known and not key.startswith("$"):
            yield f"{what}: unknown key {key!r}"
    positions = [known.index(key) for key in found if key in known]
    if positions != sorted(positions):
        yield f"{what}: the keys are not in the order of vcpkg format-manifest"


def dependency_faults(what, dependencies):
    if not isinstance(dependencies, list):
        yield f"{what}: dependencies is not a list"
        return
    names = []
    for each in dependencies:
        entry = {"name": each} if isinstance(each, str) else each
        names.append(entry.get("name", ""))
        yield from in_order(f"{what}: {names[-1]}", entry, of_dependency)
        if not identifier.fullmatch(names[-1]):
            yield f"{what}: {names[-1]!r} is not a name"
        if isinstance(each, dict) and set(each) == {"name"}:
            yield f"{what}: {names[-1]} has only a name, and is written as a string"
        for feature in entry.get("features", []):
            if not isinstance(feature, (str, dict)):
                yield f"{what}: {feature!r} is not a feature"
        for flag in ("host", "default-features"):
            if not isinstance(entry.get(flag, True), bool):
                yield f"{what}: {flag} of {names[-1]} is not true or false"
    if names != sorted(names) or len(names) != len(set(names)):
        yield f"{what}: the dependencies are not in the order of their names, each once"


def is_text(value):
    return bool(value) and (isinstance(value, str) or isinstance(value, list) and all(isinstance(line, str) for line in value))


def manifest_faults(manifest):
    yield from in_order("manifest", manifest, top_level)
    if not identifier.fullmatch(manifest.get("name", "")) or manifest["name"] != port.name:
        yield "manifest: name is not that of the port's directory"
    given = versions & set(manifest)
    if len(given) != 1:
        yield f"manifest: exactly one version is needed, there is {sorted(given)}"
    if not re.fullmatch(r"\d+(\.\d+)*", manifest.get("version", "")):
        yield "manifest: version is not numbers with points between them"
    if not is_text(manifest.get("description")):
        yield "manifest: description is missing"
    if manifest.get("license") != "BSL-1.0":
        yield "manifest: license is not the SPDX expression of LICENSE_1_0.txt"
    yield from dependency_faults("manifest", manifest.get("dependencies", []))
    for name, feature in manifest.get("features", {}).items():
        if not identifier.fullmatch(name) or name in ("core", "default"):
            yield f"feature {name!r}: not a name"
        yield from in_order(f"feature {name}", feature, of_feature)
        if not is_text(feature.get("description")):
            yield f"feature {name}: description is missing"
        yield from dependency_faults(f"feature {name}", feature.get("dependencies", []))


def names(dependencies):
    return {each if isinstance(each, str) else each["name"] for each in dependencies}


def faults_against_the_rest(manifest):
    portfile = (port / "portfile.cmake").read_text()
    checked = re.search(r"vcpkg_check_features\(.*?\bFEATURES\s+(.*?)\)", portfile, re.S)
    if not checked or set(checked[1].split()[::2]) != set(manifest.get("features", {})):
        yield "the features of the manifest are not those that portfile.cmake checks"
    for function, tool in (("vcpkg_cmake_install", "vcpkg-cmake"), ("vcpkg_cmake_config_fixup", "vcpkg-cmake-config")):
        if (function in portfile) != (tool in names(manifest["dependencies"])):
            yield f"portfile.cmake and the manifest disagree about {tool}"

    included = {True: set(), False: set()}
    for header in (root / "include/gulo").rglob("*.hpp"):
        is_kafka = header.relative_to(root / "include/gulo").parts[0] in ("kafka", "kafka.hpp", "kafka_src.hpp")
        for name in re.findall(r"^#\s*include <(boost/\w+|librdkafka)[/.]", header.read_text(), re.M):
            included[is_kafka].add(name.replace("boost/", "boost-").replace("_", "-"))
    boost = {name for name in names(manifest["dependencies"]) if name.startswith("boost-")}
    if boost != included[False]:
        yield f"the headers include of Boost {sorted(included[False])}, the manifest names {sorted(boost)}"
    kafka = names(manifest.get("features", {}).get("kafka", {}).get("dependencies", []))
    if kafka != included[True] - included[False]:
        yield f"the headers of kafka need {sorted(included[True] - included[False])}, the feature names {sorted(kafka)}"


def faults(manifest):
    return [*manifest_faults(manifest), *faults_against_the_rest(manifest)]


mistakes = {
    "an unknown key": lambda it: it.update(licence="BSL-1.0"),
    "another order": lambda it: it.update(name=it.pop("name")),
    "two versions": lambda it: it.update({"version-string": "1"}),
    "no version": lambda it: it.pop("version"),
    "a name in capitals": lambda it: it.update(name="Gulo"),
    "no description": lambda it: it.update(description=[]),
    "another licence": lambda it: it.update(license="MIT"),
    "a wrong dependency": lambda it: it["dependencies"].insert(0, {"name": "boost-asio", "hots": True}),
    "dependencies in disorder": lambda it: it["dependencies"].reverse(),
    "a Boost library too few": lambda it: it["dependencies"].remove("boost-hana"),
    "a feature without description": lambda it: it["features"]["kafka"].pop("description"),
    "a feature that the port does not know": lambda it: it["features"].update(sqlite={"description": "none"}),
    "kafka without librdkafka": lambda it: it["features"]["kafka"].update(dependencies=[]),
}

manifest = json.loads((port / "vcpkg.json").read_text())
found = faults(manifest)
for text in found:
    print(text, file=sys.stderr)
for name, make in mistakes.items():
    wrong = copy.deepcopy(manifest)
    make(wrong)
    if not faults(wrong):
        found.append(name)
        print(f"not found: {name}", file=sys.stderr)
sys.exit(1 if found else 0)
