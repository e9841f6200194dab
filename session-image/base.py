"""Makes a Debian base image with debootstrap, where no registry of images can be asked.

    sudo python3 session-image/base.py --image remote-claude-base:bookworm

Then `make image BASE_IMAGE=remote-claude-base:bookworm`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from engine import ProblemError, require, require_engine, run, size_of

LEFT_OUT = (
    "./dev/*",
    "./proc/*",
    "./sys/*",
    "./usr/share/doc/*/*[!t]",  # all but `copyright`
    "./usr/share/info/*",
    "./usr/share/locale/*",
    "./usr/share/man/*",
    "./var/cache/apt/*",
    "./var/lib/apt/lists/*",
    "./var/log/*",
)
"""What nobody reads in a container, as tar's patterns."""


def main() -> int:
    """Make the image; the exit status."""
    options = parse(sys.argv[1:])
    try:
        check_machine()
        with tempfile.TemporaryDirectory(prefix="remote-claude-base-") as folder:
            make_root(Path(folder) / "root", options)
            import_root(Path(folder) / "root", options.image)
    except (ProblemError, OSError) as error:
        print(f"base image: {error}", file=sys.stderr)  # noqa: T201 (this is the console)
        return 1
    print(f"{options.image}: {size_of(options.image):.0f} MiB")  # noqa: T201 (this is the console)
    return 0


def parse(words: list[str]) -> argparse.Namespace:
    """The options; `--help` tells of them."""
    parser = argparse.ArgumentParser(description="Make a Debian base image with debootstrap.")
    parser.add_argument("--image", default="remote-claude-base:bookworm", help="its name")
    parser.add_argument("--suite", default="bookworm", help="a release of Debian from 12 on")
    parser.add_argument("--mirror", help="a mirror of Debian instead of debootstrap's own choice")
    parser.add_argument(
        "--sources",
        type=Path,
        help="apt sources (deb822) that the image uses from then on, such as this machine's"
        " debian.sources with its security updates",
    )
    return parser.parse_args(words)


def check_machine() -> None:
    """Raise `ProblemError` for what only the person can put right."""
    if os.geteuid() != 0:
        raise ProblemError("debootstrap works as root only: start this with sudo.")
    require("debootstrap", "tar")
    require_engine()


def make_root(root: Path, options: argparse.Namespace) -> None:
    """Fill a folder with a minimal system."""
    command = ["debootstrap", "--variant=minbase", options.suite, str(root)]
    run([*command, *filter(None, [options.mirror])], task="debootstrap")
    if options.sources:
        (root / "etc/apt/sources.list").unlink(missing_ok=True)
        shutil.copy(options.sources, root / "etc/apt/sources.list.d/base.sources")


def import_root(root: Path, image: str) -> None:
    """Give the folder to the engine as an image of one layer."""
    leave_out = [f"--exclude={pattern}" for pattern in LEFT_OUT]
    pack = ["tar", "-C", str(root), "-c", "--numeric-owner", *leave_out, "."]
    with subprocess.Popen(pack, stdout=subprocess.PIPE) as tar:  # noqa: S603 (our own words)
        command = ["docker", "import", "--change", 'CMD ["/bin/sh"]', "-", image]
        taken = subprocess.run(command, stdin=tar.stdout, check=False)  # noqa: S603
    if taken.returncode or tar.returncode:
        raise ProblemError("Importing the image failed; the lines above say why.")


if __name__ == "__main__":
    sys.exit(main())
