"""What the layers of the image hold, and how large they are."""

import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.image import CANARY, Image
from tests.support.programs import ROOT, run

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds

PUBLIC = "etc/ssl/certs/ca-certificates.crt"


@pytest.fixture(scope="module")
def saved(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image as it would be given to somebody else, unpacked."""
    folder = tmp_path_factory.mktemp("saved")
    run("docker", "save", "--output", folder / "image.tar", image.name, cwd=folder)
    with tarfile.open(folder / "image.tar") as archive:
        archive.extractall(folder, filter="data")
    (folder / "image.tar").unlink()
    return folder


def layers(saved: Path) -> Iterator[Path]:
    (manifest,) = json.loads((saved / "manifest.json").read_text())
    yield from (saved / name for name in manifest["Layers"])


def certificate_lines(bundle: str) -> set[str]:
    """A line of each certificate by which it is known: the one before its last."""
    blocks = bundle.split("-----BEGIN CERTIFICATE-----")[1:]
    bodies = [block.split("-----END CERTIFICATE-----")[0].split() for block in blocks]
    return {body[-2] for body in bodies if len(body) > 1}


def test_no_layer_holds_what_the_operator_gave_to_the_build(
    image: Image, saved: Path, certificates: Path
) -> None:
    trusted = certificate_lines(image.sh(f"cat /{PUBLIC}"))
    own = certificate_lines(certificates.read_text()) - trusted
    from_packages = certificate_lines(
        image.sh("cat /opt/*/lib/python3*/site-packages/certifi/*.pem")
    )
    unwanted = [word.encode() for word in {CANARY, *(own - from_packages)}]
    for layer in layers(saved):
        content = layer.read_bytes()
        assert [word for word in unwanted if word in content] == []


def test_neither_history_nor_configuration_tells_it(image: Image, saved: Path) -> None:
    history = run("docker", "history", "--no-trunc", image.name, cwd=ROOT)
    inspected = run("docker", "image", "inspect", image.name, cwd=ROOT)
    (manifest,) = json.loads((saved / "manifest.json").read_text())
    for text in (history, inspected, (saved / manifest["Config"]).read_text()):
        assert CANARY not in text
        assert "BEGIN CERTIFICATE" not in text
    (told,) = json.loads(inspected)
    names = {word.partition("=")[0] for word in told["Config"]["Env"]}
    assert names == {"HOME", "LANG", "PATH"}
    assert told["Config"]["User"] == "1000:1000"
    assert told["Config"]["Cmd"] == ["session-init"]
    assert list(told["Config"]["ExposedPorts"]) == ["8888/tcp"]


def test_no_layer_holds_settings_keys_or_the_tools_of_the_build(saved: Path) -> None:
    names: list[str] = []
    for layer in layers(saved):
        with tarfile.open(layer) as archive:
            names += archive.getnames()
    tops = {name.partition("/")[0] for name in names}
    assert (
        tops & {"settings", "parts", "ours", "context", "pip", "session.txt", "node.txt"} == set()
    )
    ends = ("/ca.pem", "/pip.conf", "/.npmrc", "/.netrc", "/id_rsa", "/.credentials.json")
    of_npm = "/opt/node/lib/node_modules/npm/.npmrc"  # comes with npm: how its makers publish it
    found = {f"/{name}" for name in names if f"/{name}".endswith(ends)}
    assert found - {of_npm} == set()


def test_our_own_code_is_the_last_layer_and_small(saved: Path) -> None:
    sizes = [layer.stat().st_size / 2**20 for layer in layers(saved)]
    print("layers in MiB:", ", ".join(f"{size:.0f}" for size in sizes))  # noqa: T201 (figures)
    print(f"in all: {sum(sizes):.0f} MiB")  # noqa: T201 (figures)
    *_, last = layers(saved)
    with tarfile.open(last) as archive:
        assert any(name.endswith("remote_claude_ext/_version.py") for name in archive.getnames())
    assert sizes[-1] < 30
    assert sum(sizes) < 1400


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--image", "remote-claude-session:none"], "its base has to be named"),
        (["--base", "127.0.0.1:9/none:1"], "neither here nor to be pulled"),
    ],
)
def test_a_missing_base_is_told(engine: None, words: list[str], sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "session-image/build.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
