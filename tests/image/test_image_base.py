"""A base image with a user 1000 of its own, as Ubuntu's: ours takes its place."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.image import Image
from tests.support.programs import ROOT, run

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one makes the base
NAME = "remote-claude-base-with-a-user:test"
# As in ubuntu:24.04: a group of its own, others beside it, a home with files.
TAKEN = """FROM {base}
RUN groupadd --gid 1000 ubuntu && \\
    useradd --uid 1000 --gid 1000 --create-home --groups adm,sudo,video --shell /bin/bash ubuntu
"""


@pytest.fixture(scope="module")
def image(base: str) -> Iterator[Image]:
    """The first stage of the image of sessions, on such a base."""
    taken, user = f"{NAME}-taken", f"{NAME}-user"
    build(TAKEN.format(base=base), "--tag", taken)
    assert "ubuntu" in Image(taken).sh("id -nG 1000")
    dockerfile = (ROOT / "session-image" / "Dockerfile").read_text()
    build(dockerfile, "--tag", user, "--target", "user", "--build-arg", f"BASE_IMAGE={taken}")
    yield Image(user)
    run("docker", "image", "rm", user, taken, cwd=ROOT)


def build(dockerfile: str, *words: str) -> None:
    """An image without a context."""
    command = ["docker", "build", *words, "-"]
    done = subprocess.run(command, input=dockerfile, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ours_has_its_number_and_nothing_of_the_other_is_left(image: Image) -> None:
    assert image.sh("id 1000") == "uid=1000(claude) gid=1000(claude) groups=1000(claude)"
    owners = image.sh("stat -c '%U:%G' /data /home/*")
    assert owners.split() == ["claude:claude"] * 2
    assert image.sh("ls /home") == "claude"
    people = "/etc/passwd /etc/group /etc/shadow"
    assert image.sh(f"grep -h ubuntu {people} || true", "--user=root") == ""
