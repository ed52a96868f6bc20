"""Write the golden reports of the examples anew. Read the difference before committing it.

python tests/golden/make.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import heartlint
from heartlint.output.json import as_dict

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Write a report beside this file for each example."""
    os.chdir(ROOT)
    written: set[Path] = set()
    for path in sorted(path for path in Path("examples").rglob("*.*") if path.is_file()):
        if "pack-template" in path.parts:
            continue
        reports = as_dict(heartlint.check_paths([path]))["files"]
        if not reports:
            continue
        told = reports if len(reports) > 1 else reports[0]
        golden = ROOT / "tests" / "golden" / f"{'-'.join(path.parts[1:])}.json"
        golden.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        written.add(golden)
    for old in set((ROOT / "tests" / "golden").glob("*.json")) - written:
        old.unlink()


if __name__ == "__main__":
    main()
