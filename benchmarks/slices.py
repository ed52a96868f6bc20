"""Every position of every output, taken back to the source as that format counts, is where the finding stands.

    python benchmarks/slices.py [FOLDER]

Each file is checked by the command, in every format that carries positions; files are read and lines counted anew here,
by nothing of heartlint's but its table of how slices are decoded. Slices of the JSON, decoded and joined, must be
the words told. Every other format must tell each of those findings: from where to where, where it says so, from where,
where it says that, and in which line, where it says no more or no more is known; a page that shows the message, by the
same words in what it shows.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET  # for our own output, which has no entities

from heartlint.text import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLD = Path(__file__).parents[1].parent / "shared/eval/gold/messages"
FORMATS = ("json", "sarif", "rdjson", "rdjsonl", "github", "gitlab", "checkstyle", "junit", "html", "text")


class Place(NamedTuple):
    """Where a format says that a finding stands: offsets, None where it tells no more than the line."""

    file: str
    rule: str
    line: int
    start: int | None = None
    end: int | None = None
    words: str | None = None
    """What it shows as found, where it shows the message itself."""


class Source:
    """A file, and its lines."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_bytes().decode("utf-8-sig")
        self.starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]

    def at(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1, in code points."""
        return self.starts[line - 1] + column - 1

    def at_byte(self, line: int, column: int) -> int:
        """The same of a column in bytes of UTF-8."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return start + len(self.text[start:end].encode()[: column - 1].decode())


def places(name: str, told: str, sources: dict[str, Source]) -> Iterator[Place]:
    """The places that a report in a format tells."""
    if name == "sarif":
        for one in json.loads(told)["runs"][0]["results"]:
            where = one["locations"][0]["physicalLocation"]
            file, region = where["artifactLocation"]["uri"], where["region"]
            source = sources[file]
            if not one["suppressions"]:
                start = source.at(region["startLine"], region["startColumn"])
                end = source.at(region["endLine"], region["endColumn"])
                yield Place(file, one["ruleId"], region["startLine"], start, end)
    elif name in {"rdjson", "rdjsonl"}:
        listed = json.loads(told)["diagnostics"] if name == "rdjson" else map(json.loads, told.splitlines())
        for one in listed:
            file, (start, end) = one["location"]["path"], one["location"]["range"].values()
            exact = "column" in start
            yield Place(
                file,
                one["code"]["value"],
                start["line"],
                sources[file].at_byte(start["line"], start["column"]) if exact else None,
                sources[file].at_byte(end["line"], end["column"]) if exact else None,
            )
    elif name == "github":
        for row in re.findall(r"^::(?:error|warning|notice) (.*?)::", told, re.MULTILINE):
            keys: dict[str, str] = dict(one.split("=", 1) for one in row.split(","))
            source, rule, line = sources[keys["file"]], keys["title"].removeprefix("heartlint%3A "), int(keys["line"])
            place = Place(keys["file"], rule, line)
            if "col" in keys:
                start = source.at(line, int(keys["col"]))
                place = place._replace(start=start, end=source.at(int(keys["endLine"]), int(keys["endColumn"])))
            yield place
    elif name == "gitlab":
        for one in json.loads(told):
            yield Place(one["location"]["path"], one["check_name"], one["location"]["lines"]["begin"])
    elif name == "checkstyle":
        for file in ET.fromstring(told):  # noqa: S314 - our own
            for error in file:
                at, from_, path = int(error.get("line", "")), error.get("column"), file.get("name", "")
                rule = error.get("source", "").removeprefix("heartlint.").replace(".", "/", 1)
                yield Place(path, rule, at, sources[path].at(at, int(from_)) if from_ else None)
    elif name == "junit":
        for case in ET.fromstring(told).iter("testcase"):  # noqa: S314 - our own
            if case.find("failure") is not None:
                rule, _, where = case.get("name", "").rpartition(" at ")
                line, column = map(int, where.split(":"))
                file = case.get("file", "")
                yield Place(file, rule, line, sources[file].at(line, column))
    elif name == "text":
        for file, row in _of_text(told, sources):
            line, column, rule = int(row[1]), int(row[2]), row[3]
            yield Place(file, rule, line, sources[file].at(line, column))
    elif name == "html":
        data = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', told, re.DOTALL)
        for file in json.loads(data[1])["messages"] if data else ():
            for side, rule, _, _, block, start, end, line, column, _ in file["marks"]:
                if side == "f":
                    words = file["blocks"][block][3][start:end]
                    at = sources[file["name"]].at(line, column)
                    yield Place(file["name"], rule, line, at, words=words)


def _of_text(told: str, sources: dict[str, Source]) -> Iterator[tuple[str, re.Match[str]]]:
    file = ""
    for line in told.splitlines():
        if line.partition(", row")[0] in sources:
            file = line.partition(", row")[0]
        found = re.match(r"  (\d+):(\d+) +(?:error|warning|info)(?: \(likely\))? ([a-z-]+/[a-z-]+)", line)
        if found:
            yield file, found


def check(folder: Path, names: list[str], out: Path) -> int:
    """Check the files in every format, compare, and print what came of it; how many places were wrong."""
    reports = [f"{name}:{out / name}" for name in FORMATS]
    flags = [word for report in reports for word in ("-o", report)]
    call = [sys.executable, "-m", "heartlint", "check", *names, "--isolated", *flags, "-q"]
    subprocess.run(call, cwd=folder, check=False, capture_output=True)
    sources = {name: Source(folder / name) for name in names}
    told = {name: (out / name).read_text("utf-8") for name in FORMATS}
    # GitHub takes ten of a level from a run: each file alone
    github = [
        subprocess.run([*call[:4], name, "--isolated", "-o", "github"], cwd=folder, check=False, capture_output=True)
        for name in names
    ]
    told["github"] = "\n".join(run.stdout.decode() for run in github)
    findings = [
        (file["name"], one) for file in json.loads(told["json"])["files"] for one in file["findings"] if file["name"]
    ]
    wrong: list[str] = []
    exact = 0
    for file, one in findings:  # the JSON itself: its slices, decoded and joined, are the words
        text = sources[file].text
        pieces = [decoded(text[piece["start"] : piece["end"]], piece["how"]) for piece in one["pieces"]]
        good = "".join(pieces) == one["text"] if one["exact"] else True
        good &= sources[file].at(one["line"], one["column"]) == one["start"]
        good &= sources[file].at(one["end_line"], one["end_column"]) == one["end"]
        exact += one["exact"]
        wrong += [] if good else [f"json {file} {one['rule']} {one['start']}"]
    print(f"{'json':<11} {len(findings):>5} findings, {exact} exact; their slices decoded and joined are their words")
    by_line: dict[tuple[str, str, int], list[dict[str, Any]]] = {}
    for file, one in findings:
        by_line.setdefault((file, one["rule"], one["line"]), []).append(one)
    for name in FORMATS[1:]:
        seen, ends = 0, 0
        told_: Counter[tuple[str, str, int]] = Counter()
        for place in places(name, told[name], sources):
            seen += 1
            ends += place.end is not None
            told_[place[:3]] += 1
            those = by_line.get(place[:3], [])
            if not any(_fits(place, one, sources[place.file]) for one in those):
                wrong.append(f"{name} {place}")
        if name != "github":  # which drops what is more than ten of a level in one file
            wrong += [f"{name} does not tell {key}" for key in by_line if told_[key] != len(by_line[key])]
        print(f"{name:<11} {seen:>5} places, {ends} with an end")
    print(f"{len(names)} files, {len(findings)} findings, {len(FORMATS)} formats, {len(wrong)} wrong")
    for one in wrong[:10]:
        print("  ", one)
    return len(wrong)


def _fits(place: Place, one: dict[str, Any], source: Source) -> bool:
    if place.words is not None and place.words != one["text"]:
        return False
    if not one["exact"]:
        return True  # the line is the key
    if place.end is not None:
        return source.text[place.start : place.end] == source.text[one["start"] : one["end"]] and (
            place.start == one["start"]
        )
    return place.start is None or place.start == one["start"]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    if not folder.is_dir():
        print(f"{folder} is not there; this measures files that are not part of the repository")
        return 0
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    with tempfile.TemporaryDirectory() as out:
        return int(check(folder, names, Path(out)) > 0)


if __name__ == "__main__":
    sys.exit(main())
