"""The images for Docker Compose hold what runs there, and nothing of what they were built with."""

import pytest

from remote_claude_ext._version import __version__
from remote_claude_ext.core.parts import LAB, to_path
from tests.support.image import Image

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds
NAMES = ("tls", "db", "hub")
PARTS = """
import sys
from pathlib import Path
from remote_claude_ext.core.parts import read_parts
for part in read_parts(Path(sys.prefix, "share", "jupyter")):
    packed = [name for name in part.times if Path(part.folder, name + ".br").exists()]
    print(part.path, part.digest, len(packed))
"""


@pytest.mark.parametrize("name", NAMES)
def test_no_file_makes_root_and_nothing_of_the_build_is_left(images: str, name: str) -> None:
    image = Image(f"remote-claude-{name}:{images}")
    assert image.sh("find / -xdev -type f -perm /6000", "--user=0", hardened=False) == ""
    left = "ls -d /settings /context /ours /pip /pack.py /*.txt 2>/dev/null || true"
    assert image.sh(left) == ""


def test_the_hub_has_this_version_and_what_it_starts(images: str) -> None:
    image = Image(f"remote-claude-hub:{images}")
    assert image.sh("remote-claude --version") == __version__
    assert image.sh("remote-claude guard --help") != ""
    assert image.sh("which nft squid curl").split() == [
        "/usr/sbin/nft",
        "/usr/sbin/squid",
        "/usr/bin/curl",
    ]
    assert image.sh("find / -xdev -name claude -type f -size +1M") == ""


def test_the_hub_has_the_scripts_of_sessions_as_they_have_them(
    images: str, session_image: str
) -> None:
    hub, session = (
        set(Image(name).sh(f"/opt/remote-claude/bin/python -c '{PARTS}'").splitlines())
        for name in (f"remote-claude-hub:{images}", session_image)
    )
    assert {line.split()[0] for line in hub} >= {LAB, to_path("@remote-claude/lab")}
    assert hub <= session
    assert all(int(line.split()[-1]) > 0 for line in hub)


def test_the_database_runs_as_nobody_special(images: str) -> None:
    image = Image(f"remote-claude-db:{images}")
    assert image.sh("id -un; stat -c %U /var/lib/postgresql/data /run/postgresql").split() == [
        *["postgres"] * 3
    ]
