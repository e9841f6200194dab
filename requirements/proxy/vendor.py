"""Pack the proxy in front of the hub, the charts of our pages, and all licences into the package.

Run when a wheel is built (requirements/hatch_build.py), and by `make setup` as a script: installs
what `package.json` and `yarn.lock` beside this file pin, leaves out what only developers of those
packages need, and remembers what it did: a second run with the same lock does nothing.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "remote_claude_ext" / "vendor"
SOURCES = ("package.json", "yarn.lock", ".yarnrc.yml")
NEEDLESS_FOLDERS = {"test", "tests", "coverage", "docs", "examples", ".github", ".bin"}
NEEDLESS_ENDINGS = (".map", ".ts", ".mts", ".cts", ".flow", ".yml", ".tgz", ".markdown", ".min.js")
BROWSER_FILES = {"chart.js": {"chart.umd.min.js"}, "@kurkle/color": set()}
"""Packages that only browsers load, and the files that those load; the second is in the first."""
LICENCE_NAMES = ("licen", "copying", "notice")


def pack(target: Path) -> bool:
    """Fill `target`; say whether there was anything to do."""
    digest = hashlib.sha256(
        b"".join((HERE / name).read_bytes() for name in (*SOURCES, "vendor.py"))
    )
    stamp = target / "packed"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return False
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder)
        for name in SOURCES:
            shutil.copy(HERE / name, draft)
        install(draft)
        modules = draft / "node_modules"
        strip(modules)
        (draft / "LICENSES.txt").write_text(licences(modules))
        (draft / "packed").write_text(digest.hexdigest())
        for name in ("yarn.lock", ".yarnrc.yml", ".yarn"):
            entry = draft / name
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(draft, target)
    return True


def install(folder: Path) -> None:
    """Let jlpm (the Yarn that jupyter-builder brings) install what the lock says, scripts off."""
    beside = Path(sys.executable).parent / "jlpm"
    jlpm = str(beside) if beside.is_file() else shutil.which("jlpm")
    if jlpm is None or shutil.which("node") is None:
        sys.exit(
            "Packing the proxy needs Node 20 or newer on PATH, and jlpm:"
            " pip install jupyter-builder"
        )
    done = subprocess.run(  # noqa: S603 - the path is found by us, the arguments are fixed
        [jlpm, "install", "--immutable"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"jlpm could not install the proxy and the charts:\n{done.stdout}{done.stderr}")


def strip(modules: Path) -> None:
    """Remove what neither a running proxy nor a browser opens; licences stay."""
    for path in sorted(modules.rglob("*"), reverse=True):
        if is_licence(path):
            continue
        if path.is_symlink() or (path.is_file() and is_needless(path, modules)):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def is_licence(path: Path) -> bool:
    """A file that says on which terms its package may be passed on."""
    return path.is_file() and path.name.lower().startswith(LICENCE_NAMES) and path.suffix != ".js"


def is_needless(path: Path, modules: Path) -> bool:
    """A file for developers: types, maps, tests, documents, other module formats."""
    inside = path.relative_to(modules)
    for package, loaded in BROWSER_FILES.items():
        if inside.is_relative_to(package):
            return path.name not in {*loaded, "package.json"}
    return (
        path.name.endswith(NEEDLESS_ENDINGS)
        or (path.suffix == ".md" and not is_licence(path))
        or path.name.startswith(".")
        or bool(NEEDLESS_FOLDERS.intersection(inside.parts[:-1]))
    )


def licences(modules: Path) -> str:
    """One text with the name, version and licence of every package in `modules`."""
    parts = ["Proxy and charts in this folder are made of these packages, each on its own terms.\n"]
    for manifest in sorted(modules.rglob("package.json")):
        about = json.loads(manifest.read_text())
        if "name" not in about or "version" not in about:
            continue
        texts = [
            path.read_text(errors="replace")
            for path in sorted(manifest.parent.iterdir())
            if is_licence(path)
        ]
        head = f"{about['name']} {about['version']} ({about.get('license', 'see its text')})"
        parts.append("\n".join([head, "-" * len(head), *(text.strip() for text in texts)]) + "\n")
    return "\n\n".join(parts)


if __name__ == "__main__":
    pack(TARGET)
