"""`make image`: builds the image of a session from this checkout.

Needs an environment that `make setup` made, and a Docker engine.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine import ProblemError, label_of, require_engine, run, size_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BASE_LABEL = "remote-claude.base"


def main() -> int:
    """Build; the exit status."""
    options = parse(sys.argv[1:])
    begun = time.monotonic()
    try:
        check_settings(options)
        require_engine()
        base = options.base or known_base(options.image)
        fetch_base(base)
        with tempfile.TemporaryDirectory(prefix="remote-claude-image-") as folder:
            gather(Path(folder), ca=options.ca, pip_conf=options.pip_conf)
            run(build_command(options, base, folder), task="Building the image")
        size = size_of(options.image)
    except (ProblemError, OSError) as error:
        print(f"make image: {error}", file=sys.stderr)  # noqa: T201 (this is the console)
        return 1
    except KeyboardInterrupt:
        print("make image: stopped; run it again, it goes on where it was.", file=sys.stderr)  # noqa: T201 (this is the console)
        return 130
    seconds = time.monotonic() - begun
    print(f"{options.image}: {size:.0f} MiB, built in {seconds:.0f} s")  # noqa: T201 (this is the console)
    return 0


def parse(words: list[str]) -> argparse.Namespace:
    """The options; `--help` tells of them."""
    parser = argparse.ArgumentParser(description="Build the image of a session.")
    parser.add_argument("--image", default="remote-claude-session", help="its name")
    parser.add_argument(
        "--base",
        help="the image to start from, Debian from 12 or Ubuntu from 24.04 on; not needed where"
        " the image is there already: then it is the one that it was built from",
    )
    parser.add_argument(
        "--ca",
        type=Path,
        help="certificates (PEM) that the package registry is believed by; not in the image",
    )
    parser.add_argument(
        "--pip-conf", type=Path, help="settings of pip for the build, such as a mirror; not in it"
    )
    parser.add_argument(
        "--build-arg",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="goes to `docker build`, such as HTTPS_PROXY; repeatable",
    )
    parser.add_argument("--network", help="the engine's network to build in, such as host")
    parser.add_argument("--no-cache", action="store_true", help="build everything anew")
    return parser.parse_args(words)


def check_settings(options: argparse.Namespace) -> None:
    """Raise `ProblemError` for a file that is not what its option is for."""
    if options.ca is not None:
        text = _text(options.ca)
        if "PRIVATE KEY" in text:
            raise ProblemError(f"{options.ca} holds a private key. Name certificates alone.")
        if "BEGIN CERTIFICATE" not in text:
            raise ProblemError(f"{options.ca} holds no certificate in PEM form.")
    if options.pip_conf is not None:
        _text(options.pip_conf)


def known_base(image: str) -> str:
    """What an image was built from; `ProblemError` where that is not known."""
    base = label_of(image, BASE_LABEL)
    if not base:
        raise ProblemError(
            f"There is no image {image} that was built here, so its base has to be named:"
            " make image BASE_IMAGE=debian:12-slim. Without a registry:"
            " sudo python3 session-image/base.py"
        )
    return base


def fetch_base(base: str) -> None:
    """Make sure that the engine has the base image."""
    if label_of(base, BASE_LABEL) is None:
        try:
            run(["docker", "pull", base], task="Pulling it")
        except ProblemError:
            raise ProblemError(
                f"The base image {base} is neither here nor to be pulled. Is its name right?"
                " Without a registry: sudo python3 session-image/base.py"
            ) from None


def gather(context: Path, *, ca: Path | None, pip_conf: Path | None) -> None:
    """Put into a folder all that the Dockerfile copies, and nothing else."""
    settings, ours = context / "settings", context / "ours"
    settings.mkdir()
    ours.mkdir()
    for source, name in ((ca, "ca.pem"), (pip_conf, "pip.conf")):
        if source is not None:
            shutil.copyfile(source, settings / name)
    for name in ("node.txt", "session.txt"):
        shutil.copyfile(ROOT / "requirements" / name, context / name)
    shutil.copyfile(ROOT / "remote_claude_ext" / "cli" / "pack.py", context / "pack.py")
    shutil.copyfile(HERE / "Dockerfile", context / "Dockerfile")
    for name in ("managed-settings.json", "no-auto-mode.json", "session-init"):
        shutil.copyfile(HERE / name, ours / name)
    build_wheel(ours)


def build_wheel(folder: Path) -> None:
    """Build this project's wheel with the tools of this environment."""
    command = [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation"]
    done = subprocess.run(  # noqa: S603 (our own words)
        [*command, "--outdir", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-10:])
        raise ProblemError(f"The wheel could not be built. Run `make setup` first.\n{said}")


def build_command(options: argparse.Namespace, base: str, context: str) -> list[str]:
    """The words of `docker build`."""
    command = ["docker", "build", "--tag", options.image, "--build-arg", f"BASE_IMAGE={base}"]
    for argument in options.build_arg:
        command += ["--build-arg", argument]
    if options.network:
        command += ["--network", options.network]
    if options.no_cache:
        command += ["--no-cache"]
    return [*command, context]


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError(f"{path} cannot be read as text: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
