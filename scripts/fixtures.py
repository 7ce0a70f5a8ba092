"""Write test/fixtures/*.json from real runs in a real kernel.

jest reads them as the front end would; pytest checks that a fresh run still has their shape.
Names as arguments write only those.
"""

import json
import sys
import tempfile
from pathlib import Path

from common import ROOT

sys.path.insert(0, str(ROOT / "test" / "python"))

from kernels import Kernel, edges, pythons
from recording import RUNS


def main() -> None:
    folder = ROOT / "test" / "fixtures"
    folder.mkdir(exist_ok=True)
    for name in sys.argv[1:] or RUNS:
        with tempfile.TemporaryDirectory() as work:
            kernel = Kernel(pythons()[edges()[-1]], Path(work) / "notebooks").ready()
            try:
                document = RUNS[name](kernel)
            finally:
                kernel.close()
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text, "utf-8")
        print(f"test/fixtures/{name}.json")


if __name__ == "__main__":
    main()
