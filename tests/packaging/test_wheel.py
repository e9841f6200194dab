"""What the wheel holds: all that is needed, nothing of the machine that built it."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import remote_claude_ext
from tests.support.programs import ROOT, run

LAB = "share/jupyter/labextensions/@remote-claude/lab/"
SETTINGS = {
    "etc/jupyter/jupyter_server_config.d/remote_claude.json",
    "etc/jupyter/labconfig/page_config.d/remote_claude.json",
    "share/jupyter/lab/settings/overrides.d/remote_claude.json",
    LAB + "install.json",
    LAB + "package.json",
}
PROXY = "remote_claude_ext/vendor/node_modules/configurable-http-proxy/"
CHARTS = "remote_claude_ext/vendor/node_modules/chart.js/"


@pytest.fixture(scope="module")
def archive(wheel: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(wheel) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(archive: zipfile.ZipFile) -> dict[str, str]:
    """Files that are put below sys.prefix, and their names in the wheel."""
    names = (re.match(r"remote_claude-[^/]+\.data/data/(.+)", name) for name in archive.namelist())
    return {found[1]: found[0] for found in names if found}


def test_jupyter_finds_its_settings_and_the_lab_extension(shared: dict[str, str]) -> None:
    assert set(shared) >= SETTINGS
    rest = set(shared) - SETTINGS
    assert {name.removeprefix(LAB).split("/")[0] for name in rest} == {"schemas", "static"}


def test_the_lab_extension_is_the_one_for_people(
    archive: zipfile.ZipFile, shared: dict[str, str]
) -> None:
    names = archive.namelist()
    assert [name for name in names if name.endswith(".map") or "build_log" in name] == []
    manifest = json.loads(archive.read(shared[LAB + "package.json"]))
    entry = manifest["jupyterlab"]["_build"]["load"]
    assert LAB + entry in shared


def test_nothing_in_it_names_the_machine_that_built_it(
    archive: zipfile.ZipFile, checkout: Path
) -> None:
    folders = [str(checkout).encode(), str(ROOT).encode()]
    found = [
        name
        for name in archive.namelist()
        if any(folder in archive.read(name) for folder in folders)
    ]
    assert found == []


def test_every_module_is_there_and_the_assets_are_there_once(archive: zipfile.ZipFile) -> None:
    inside = {n for n in archive.namelist() if n.startswith("remote_claude_ext/")}
    tree = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "remote_claude_ext").rglob("*.py")
        if not {"labextension", "vendor"}.intersection(path.parts)
    }
    assert tree <= inside
    assert [
        n for n in inside if n.startswith(("remote_claude_ext/lab", "remote_claude_ext/etc"))
    ] == []
    outside = {n.split("/")[0] for n in archive.namelist()} - {"remote_claude_ext"}
    assert all(re.fullmatch(r"remote_claude-[^/]+\.(dist-info|data)", name) for name in outside)


def test_pinned_proxy_and_charts_come_along_with_every_licence(archive: zipfile.ZipFile) -> None:
    about = [json.loads(archive.read(f"{folder}package.json")) for folder in (PROXY, CHARTS)]
    pinned = json.loads((ROOT / "requirements" / "proxy" / "package.json").read_text())
    assert {one["name"]: one["version"] for one in about} == pinned["dependencies"]
    loaded = {name for name in archive.namelist() if name.startswith(f"{CHARTS}dist/")}
    assert loaded == {f"{CHARTS}dist/chart.umd.min.js"}
    told = archive.read("remote_claude_ext/vendor/LICENSES.txt").decode()
    packages = re.compile(
        r"remote_claude_ext/vendor/node_modules/((?:@[^/]+/)?[^/]+)/package\.json"
    )
    for found in filter(None, map(packages.fullmatch, archive.namelist())):
        assert f"\n{found[1]} " in told, f"{found[1]} is passed on without its licence"


def test_the_bundled_scripts_come_with_their_licences(
    archive: zipfile.ZipFile, shared: dict[str, str]
) -> None:
    told = json.loads(archive.read(shared[LAB + "static/third-party-licenses.json"]))["packages"]
    assert "@tanstack/react-virtual" in {package["name"] for package in told}
    assert [package["name"] for package in told if not package["extractedText"]] == []


def test_both_extensions_come_enabled(environment: Path) -> None:
    python = environment / "bin" / "python"
    empty = {"HOME": str(environment), "PATH": "/usr/bin:/bin"}
    where = "import jupyter_core.paths as p; print(*p.jupyter_config_path(), sep='\\n')"
    folders = run(python, "-c", where, cwd=environment, env=empty).splitlines()
    own = environment / "etc" / "jupyter"
    assert str(own) in folders
    server = json.loads((own / "jupyter_server_config.d" / "remote_claude.json").read_text())
    assert server == {"ServerApp": {"jpserver_extensions": {"remote_claude_ext": True}}}
    lister = (
        "import json; from jupyter_core.paths import jupyter_path;"
        "from jupyterlab_server.config import get_federated_extensions as listed;"
        "print(json.dumps(list(listed(jupyter_path('labextensions')))))"
    )
    extensions = json.loads(run(python, "-c", lister, cwd=environment, env=empty))
    assert "@remote-claude/lab" in extensions


def test_one_version_is_written_in_two_places() -> None:
    package = json.loads((ROOT / "labextension" / "package.json").read_text())
    assert package["version"] == remote_claude_ext.__version__


@pytest.mark.parametrize("folder", ["labextension", "requirements/proxy"])
def test_locked_packages_are_named_without_the_address_they_came_from(folder: str) -> None:
    assert "://" not in (ROOT / folder / "yarn.lock").read_text()
