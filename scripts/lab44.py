"""JupyterLab 4.4, the oldest that we promise, with the wheel in it.

Prints the path of its `jupyter`.
"""

from common import BIN, KERNELS, ROOT, make_environment, run

WANTED = ["jupyterlab==4.4.0", "notebook==7.4.0", "ipykernel==7.3.0"]


def lab44() -> str:
    folder = KERNELS / "lab-4.4"
    python = make_environment(BIN / "python", folder, WANTED)
    (wheel,) = (ROOT / "dist").glob("*.whl")
    stamp = folder / "wheel.txt"
    text = str(wheel.stat().st_mtime_ns)
    if not stamp.exists() or stamp.read_text() != text:
        pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        run(*pip, "--no-deps", "--force-reinstall", wheel)
        stamp.write_text(text)
    return str(folder / "bin" / "jupyter")


if __name__ == "__main__":
    print(lab44())
