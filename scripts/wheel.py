"""Build the wheel in a copy of the tree.

A production build in place would pull the development build from under a
running JupyterLab, and the packer takes what it finds: leftovers too.
"""

import shutil

from common import BIN, ROOT, run

FILES = ["LICENSE", "README.md", "install.json", "package.json", "pyproject.toml", "tsconfig.json"]
FOLDERS = ["cellheat", "notebooks", "schema", "src", "style"]
PACKERS = ["helper.mjs", "pack.mjs"]
LEFT_OUT = ["labextension", "_version.py", "__pycache__", ".ipynb_checkpoints"]


def build() -> None:
    copy = ROOT / ".stamps" / "wheel"
    shutil.rmtree(copy, ignore_errors=True)
    (copy / "scripts").mkdir(parents=True)
    for name in FILES:
        shutil.copy(ROOT / name, copy)
    for name in PACKERS:
        shutil.copy(ROOT / "scripts" / name, copy / "scripts")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(*LEFT_OUT))

    # the builder looks for it right here, and installs it anew where it is not
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    for name in PACKERS:
        run("node", f"scripts/{name}", cwd=copy)
    run("node_modules/.bin/tsc", cwd=copy)
    run(BIN / "jupyter-builder", "build", ".", cwd=copy)

    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    run(BIN / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", ROOT / "dist", copy)
    shutil.rmtree(copy)


if __name__ == "__main__":
    build()
