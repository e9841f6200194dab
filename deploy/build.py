"""`make images`: builds the images of an installation with Docker Compose from this checkout.

Needs an environment that `make setup` made, and a Docker engine. The image of sessions is built by
`session-image/build.py`, parts of which are used here.
"""

import argparse
import importlib.util
import shutil
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SESSION_IMAGE = ROOT / "session-image"
STAGES = {"tls": "remote-claude-tls", "database": "remote-claude-db", "hub": "remote-claude-hub"}


def main() -> int:
    """Build; the exit status."""
    sys.path.insert(1, str(SESSION_IMAGE))
    parts, engine = _load("build"), _load("engine")
    options = parse(sys.argv[1:])
    begun = time.monotonic()
    try:
        parts.check_settings(options)
        engine.require_engine()
        base = options.base or parts.known_base(_name("hub", options.tag))
        parts.fetch_base(base)
        with tempfile.TemporaryDirectory(prefix="remote-claude-images-") as folder:
            gather(parts, Path(folder), options)
            for stage in STAGES:
                options.image = _name(stage, options.tag)
                *command, context = parts.build_command(options, base, folder)
                task = f"Building {options.image}"
                engine.run([*command, "--target", stage, context], task=task)
                size = engine.size_of(options.image)
                print(f"{options.image}: {size:.0f} MiB")  # noqa: T201 (this is the console)
    except (engine.ProblemError, OSError) as error:
        print(f"make images: {error}", file=sys.stderr)  # noqa: T201 (this is the console)
        return 1
    except KeyboardInterrupt:
        print("make images: stopped; run it again, it goes on where it was.", file=sys.stderr)  # noqa: T201 (this is the console)
        return 130
    print(f"built in {time.monotonic() - begun:.0f} s")  # noqa: T201 (this is the console)
    return 0


def parse(words: list[str]) -> argparse.Namespace:
    """The options; `--help` tells of them."""
    parser = argparse.ArgumentParser(description="Build the images for Docker Compose.")
    parser.add_argument("--tag", default="latest", help="what stands behind the colon of each name")
    parser.add_argument("--base", help="the image to start from, as for the image of sessions")
    parser.add_argument("--ca", type=Path, help="certificates (PEM) for the build; not in it")
    parser.add_argument("--pip-conf", type=Path, help="settings of pip for the build; not in it")
    parser.add_argument("--build-arg", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--network", help="the engine's network to build in, such as host")
    parser.add_argument("--no-cache", action="store_true", help="build everything anew")
    return parser.parse_args(words)


def gather(parts: ModuleType, context: Path, options: argparse.Namespace) -> None:
    """Put into a folder all that the Dockerfile copies, and nothing else."""
    settings, ours = context / "settings", context / "ours"
    settings.mkdir()
    ours.mkdir()
    for source, name in ((options.ca, "ca.pem"), (options.pip_conf, "pip.conf")):
        if source is not None:
            shutil.copyfile(source, settings / name)
    for name in ("node.txt", "run.txt"):
        shutil.copyfile(ROOT / "requirements" / name, context / name)
    shutil.copyfile(ROOT / "remote_claude_ext" / "cli" / "pack.py", context / "pack.py")
    for source in (HERE / "images").iterdir():
        shutil.copy(source, context / source.name)
    parts.build_wheel(ours)


def _name(stage: str, tag: str) -> str:
    return f"{STAGES[stage]}:{tag}"


def _load(name: str) -> ModuleType:
    # Beside this file there is a `build`, too.
    spec = importlib.util.spec_from_file_location(f"session_{name}", SESSION_IMAGE / f"{name}.py")
    assert spec is not None  # noqa: S101 (for the types)
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
