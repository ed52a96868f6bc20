"""Write the golden reports of the examples anew. Read the difference before committing it.

python tests/golden/make.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import heartlint
from heartlint.output.json import as_dict
from heartlint.report import Run

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Write a report beside this file for each example."""
    os.chdir(ROOT)
    for old in (ROOT / "tests" / "golden").glob("*.json"):
        old.unlink()
    for path in sorted(Path("examples").glob("*/*.*")):
        report = as_dict(Run((heartlint.check(path),)))["files"][0]
        golden = ROOT / "tests" / "golden" / f"{path.parent.name}-{path.name}.json"
        golden.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
