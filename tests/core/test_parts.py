"""A part of a page is known by what is in its files, and by nothing else."""

import os
from pathlib import Path

import pytest

from remote_claude_ext.core.parts import LAB, Part, read_part, read_parts, to_path

FILES = {
    "lab/static/core.1.js": "1",
    "lab/static/style/a.css": "a",
    "labextensions/lone/package.json": "{}",
    "labextensions/lone/static/remoteEntry.2.js": "2",
    "labextensions/@x/lab/package.json": "{}",
    "labextensions/@x/lab/static/remoteEntry.3.js": "3",
    "labextensions/@x/empty/package.json": "{}",
    "labextensions/no-extension/static/script.js": "4",
}


def make(share: Path) -> Path:
    for name, text in FILES.items():
        (share / name).parent.mkdir(parents=True, exist_ok=True)
        (share / name).write_text(text)
    return share


@pytest.fixture
def share(tmp_path: Path) -> Path:
    return make(tmp_path / "share")


@pytest.fixture
def lab(share: Path) -> Part:
    return read_parts(share)[0]


def digests(share: Path) -> dict[str, str]:
    return {part.path: part.digest for part in read_parts(share)}


def test_parts_are_jupyterlab_and_each_extension_that_has_files(share: Path) -> None:
    assert list(digests(share)) == [LAB, to_path("lone"), to_path("@x/lab")]


def test_the_same_files_elsewhere_have_the_same_digests(share: Path, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    os.utime(other / "lab/static/core.1.js", (1, 1))
    for left_out in ("core.1.js.br", "core.1.js.gz", "core.1.js.map", ".draft"):
        (other / "lab/static" / left_out).write_text("x")
    assert digests(other) == digests(share)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core.1.js", "2"),
        ("core.2.js", ""),
        ("style/a.css", "b"),
        ("style/new.css", "1"),
    ],
)
def test_another_file_makes_another_digest_of_its_part_alone(
    share: Path, name: str, text: str
) -> None:
    before = digests(share)
    (share / "lab/static" / name).write_text(text)
    after = digests(share)
    assert [path for path in before if after[path] != before[path]] == [LAB]


def test_a_name_is_no_part_of_what_stands_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "x").write_text("y")
    (tmp_path / "b" / "xy").write_text("")
    assert read_part("p", tmp_path / "a").digest != read_part("p", tmp_path / "b").digest


def test_alike_extensions_of_two_names_are_two_parts(share: Path) -> None:
    folder = share / "labextensions/lone/static"
    assert read_part(to_path("a"), folder).digest != read_part(to_path("b"), folder).digest


def test_it_has_its_files_and_nothing_beside_them(share: Path, lab: Part) -> None:
    assert lab.has("core.1.js")
    assert lab.has("style/a.css")
    (share / "lab/static/later.js").write_text("1")
    beside = ("later.js", "style", "", ".", "../static/core.1.js", "core.1.js/", "\0")
    assert [name for name in (*beside, str(share / "lab/static/core.1.js")) if lab.has(name)] == []


def test_a_file_that_changed_or_went_is_none_of_it(share: Path, lab: Part) -> None:
    os.utime(share / "lab/static/core.1.js", (1, 1))
    (share / "lab/static/style/a.css").unlink()
    assert not lab.has("core.1.js")
    assert not lab.has("style/a.css")


def test_a_folder_is_known_through_a_link(share: Path, lab: Part, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(share)
    assert lab.is_at(tmp_path / "link" / "lab" / "static")
    assert not lab.is_at(share / "lab")
    assert not lab.is_at(None)


def test_where_jupyterlab_is_not_installed_there_are_no_parts(tmp_path: Path) -> None:
    assert read_parts(tmp_path / "nothing") == []
