"""`make setup`: what a checkout needs, into `.venv`; a second run does only what changed.

Needs nothing but Python's standard library. Each step has a digest of what it is made from; the
digests of the finished steps are kept in `.venv`, so that removing `.venv` starts afresh.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from failures import NEEDED_MIB, explain

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STEPS = VENV / "setup"
LABEXTENSION = ROOT / "labextension"
BUILT = ROOT / "remote_claude_ext" / "labextension"
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2")
OF_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
}
"""Settings of pip, and what uv reads instead."""
FIND_NODE = """
import sys
from remote_claude_ext.cli.proxy import UnsupportedNodeError, find_node
try:
    print(find_node())
except UnsupportedNodeError:
    sys.exit(3)
"""


class SetupError(Exception):
    """Why the set-up cannot go on; the text says what to do."""


def main() -> int:
    """Do what is not done yet; the exit status."""
    try:
        check_machine()
        make_venv()
        STEPS.mkdir(exist_ok=True)
        with (STEPS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            install()
    except SetupError as error:
        print(f"make setup: {error}", file=sys.stderr)  # noqa: T201 (this is the console)
        return 1
    except OSError as error:
        print(f"make setup: {error}. Is the disk full, or not writable?", file=sys.stderr)  # noqa: T201 (this is the console)
        return 1
    except KeyboardInterrupt:
        print("make setup: stopped; run it again, it goes on where it was.", file=sys.stderr)  # noqa: T201 (this is the console)
        return 130
    return 0


def install() -> None:
    """Every step after the virtual environment."""
    locks = [ROOT / "requirements" / name for name in ("dev.txt", "uv.txt")]
    step("packages", locks, "Installing the Python packages", install_packages)
    node = find_node()
    environ = {"PATH": f"{node.parent}{os.pathsep}{BIN}{os.pathsep}{os.environ['PATH']}"}
    proxy = sorted((ROOT / "requirements" / "proxy").glob("*.*"))
    vendor = [str(PYTHON), "requirements/proxy/vendor.py"]
    packed = ROOT / "remote_claude_ext" / "vendor" / "packed"
    step("proxy", proxy, "Packing the proxy", lambda: run(vendor, environ=environ), packed)
    manifest = [LABEXTENSION / name for name in ("package.json", "yarn.lock", ".yarnrc.yml")]
    step(
        "modules",
        manifest,
        "Installing the JavaScript packages",
        lambda: jlpm(environ, "install", "--immutable"),
        LABEXTENSION / "node_modules" / ".yarn-state.yml",
    )
    sources = [*manifest, LABEXTENSION / "tsconfig.json", *files("src", "style", "schema")]
    step(
        "labextension",
        sources,
        "Building the lab extension",
        lambda: jlpm(environ, "build:prod"),
        BUILT / "static" / "style.js",
    )
    package = [ROOT / "pyproject.toml", ROOT / "remote_claude_ext" / "_version.py"]
    package += [LABEXTENSION / "install.json", *files_below(ROOT / "remote_claude_ext" / "etc")]
    step(
        "package",
        [*package, *files_below(BUILT)],
        "Installing Remote Claude itself",
        install_package,
        BIN / "remote-claude",
    )


def check_machine() -> None:
    """Look for what only the person can install."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever runs this may have an older one)
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python 3.11 or newer is needed, and {sys.executable} is {found}. Install it, and"
            " name it: make setup PYTHON=python3.11"
        )
    if importlib.util.find_spec("ensurepip") is None:
        name = f"python3.{sys.version_info.minor}-venv"
        raise SetupError(
            f"Python's venv is missing. Install it: sudo apt-get install python3-venv (or {name})"
        )
    free = shutil.disk_usage(ROOT).free // 2**20
    if not (STEPS / "package").exists() and free < NEEDED_MIB:
        raise SetupError(
            f"The disk of {ROOT} has {free} MiB free, and about {NEEDED_MIB} MiB are needed."
            " Free some space."
        )


def make_venv() -> None:
    """Make `.venv`, anew where its Python is gone or too old."""
    if is_usable(PYTHON):
        return
    say("Making a virtual environment in .venv ...")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], log=None)


def is_usable(python: Path) -> bool:
    """Whether the virtual environment works on this machine."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return not subprocess.run(  # noqa: S603
            [python, "-c", question], capture_output=True, check=False
        ).returncode
    except OSError:
        return False


def step(
    name: str,
    sources: Iterable[Path],
    title: str,
    action: Callable[[], None],
    result: Path | None = None,
) -> None:
    """Do a step unless it was done with these very sources and its result is still there."""
    digest = digest_of(sources)
    done = STEPS / name
    if done.exists() and done.read_text() == digest and (result is None or result.exists()):
        return
    say(f"{title} ...")
    began = time.monotonic()
    done.unlink(missing_ok=True)
    action()
    done.write_text(digest)
    say(f"  {time.monotonic() - began:.0f} s")


def digest_of(sources: Iterable[Path]) -> str:
    """One number for the names and contents of files, and for the Python in use."""
    digest = hashlib.sha256(os.fsencode(PYTHON.resolve()))
    for path in sources:
        digest.update(os.fsencode(path.relative_to(ROOT)) + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def files(*folders: str) -> list[Path]:
    """The sources of the lab extension; its tests are none."""
    found = [path for folder in folders for path in files_below(LABEXTENSION / folder)]
    return [path for path in found if "__tests__" not in path.parts]


def files_below(folder: Path) -> list[Path]:
    """All files of a folder, always in the same order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def install_packages() -> None:
    """What the lock file names, and nothing that it does not: by uv, or by pip where uv cannot."""
    what = ("--require-hashes", "--no-deps", "-r", "requirements/dev.txt")
    try:
        pip("install", "--only-binary=:all:", *what[:-1], "requirements/uv.txt")
        quick = ("--quiet", "--compile-bytecode", "--python", str(PYTHON))
        run([str(BIN / "uv"), "pip", "install", *quick, *what], environ=told_to_uv())
    except SetupError:
        pip("install", *what)


def told_to_uv() -> dict[str, str]:
    """What pip was told of registries and certificates, in uv's words: it does not ask pip."""
    done = subprocess.run(  # noqa: S603
        [PYTHON, *PIP, "config", "list"], capture_output=True, text=True, check=False
    )
    # The environment comes first in the list, and goes before files.
    lines = [line.partition("=") for line in reversed(done.stdout.splitlines())]
    told = {OF_UV.get(key.rpartition(".")[2]): value.strip("'\"") for key, _, value in lines}
    return {name: value for name, value in told.items() if name and name not in os.environ}


def find_node() -> Path:
    """Node from the machine if it is recent enough, else from a Python package."""
    found = ask_for_node()
    if found is None:
        lock = ROOT / "requirements" / "node.txt"
        step("node", [lock], "Installing Node (the machine has none that is recent)", install_node)
        found = ask_for_node()
    if found is None:
        raise SetupError(
            "Node 20 or newer was not found, and the packaged one does not run here. Install Node"
            " from your system's packages and run `make setup` again."
        )
    return found


def ask_for_node() -> Path | None:
    """Where the Node is that this project would use."""
    done = subprocess.run(  # noqa: S603
        [PYTHON, "-c", FIND_NODE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return Path(done.stdout.strip()) if done.returncode == 0 else None


def install_node() -> None:
    """Node as a Python package, also under its own name in `.venv/bin`."""
    pip("install", "--require-hashes", "-r", "requirements/node.txt")
    found = ask_for_node()
    if found is not None:
        link = BIN / "node"
        link.unlink(missing_ok=True)
        link.symlink_to(found)


def install_package() -> None:
    """This checkout itself, editable; the lab extension is built already."""
    pip(
        *("install", "--no-deps", "--no-build-isolation", "--force-reinstall", "-e", "."),
        environ={"SKIP_JUPYTER_BUILDER": "1"},
    )
    # Compiled now: a running product writes nothing into the checkout.
    run([str(PYTHON), "-m", "compileall", "-q", "remote_claude_ext"])


def pip(*arguments: str, environ: Mapping[str, str] | None = None) -> None:
    """Run pip in the virtual environment."""
    run([str(PYTHON), *PIP, *arguments], environ=environ)


def jlpm(environ: Mapping[str, str], *arguments: str) -> None:
    """Run JupyterLab's own yarn in the lab extension."""
    run([str(BIN / "jlpm"), *arguments], environ=environ, folder=LABEXTENSION)


def run(
    command: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    log: Path | None = STEPS / "log",
) -> None:
    """Run a command; a failure becomes a sentence, its output stays in a log."""
    done = subprocess.run(  # noqa: S603
        command,
        cwd=folder,
        env={**os.environ, **(environ or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if log is not None:
        log.write_text(f"$ {' '.join(command)}\n{done.stdout}")
    if done.returncode:
        raise SetupError(explain(done.stdout, log))


def say(line: str) -> None:
    """Tell the person what goes on."""
    print(line, flush=True)  # noqa: T201 (this is the console)


if __name__ == "__main__":
    raise SystemExit(main())
