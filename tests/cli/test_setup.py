"""`make setup` says in one sentence what is missing, and does nothing twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "requirements"))

import failures  # noqa: E402 (a script beside the lock files, no package)
import install  # noqa: E402


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as far as the set-up needs it before the first package."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def make(checkout: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "setup", *arguments],
        cwd=checkout,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_python_it_says_how_to_get_it(checkout: Path) -> None:
    done = make(checkout, "PYTHON=python-that-is-not-there")
    assert done.returncode != 0
    assert "Python is missing. Install it: sudo apt-get install python3" in done.stderr


def test_with_an_old_python_it_says_which_one_is_needed(checkout: Path) -> None:
    old = checkout / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make(checkout, f"PYTHON={old}")
    assert done.returncode != 0
    assert f"Python 3.11 or newer is needed, and {old} is older." in done.stderr


def test_without_a_network_it_says_so_and_shows_no_trace(checkout: Path) -> None:
    done = make(
        checkout,
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
        PIP_RETRIES="0",
    )
    assert done.returncode != 0
    assert "Installing the Python packages ..." in done.stdout
    assert "The package registry cannot be reached." in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 3


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("ENOSPC: no space left, write", "The disk is full."),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one that was locked."),
        ("getaddrinfo EAI_AGAIN registry", "The package registry cannot be reached."),
    ],
)
def test_a_failure_of_a_tool_becomes_a_sentence_with_its_remedy(output: str, sentence: str) -> None:
    told = failures.explain(f"line\n{output}\nline", None)
    assert sentence in told
    assert "\n" not in told


def test_an_unknown_failure_shows_its_last_words_and_where_all_of_them_are() -> None:
    told = failures.explain("\n".join(f"line {n}" for n in range(50)), Path("/x/log"))
    assert "line 49" in told
    assert "line 40" not in told
    assert "/x/log" in told


def test_a_step_is_done_again_only_when_its_sources_changed_or_its_result_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "STEPS", tmp_path)
    source, result = ROOT / "LICENSE", tmp_path / "result"
    done: list[str] = []

    def act() -> None:
        done.append("done")
        result.write_text("")

    for _ in range(2):
        install.step("step", [source], "Doing it", act, result)
    assert len(done) == 1
    result.unlink()
    install.step("step", [source], "Doing it", act, result)
    assert len(done) == 2
    install.step("step", [source, ROOT / "Makefile"], "Doing it", act, result)
    assert len(done) == 3


def test_a_step_that_failed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "STEPS", tmp_path)

    def fail() -> None:
        raise install.SetupError("no")

    with pytest.raises(install.SetupError):
        install.step("step", [ROOT / "LICENSE"], "Doing it", fail)
    done: list[str] = []
    install.step("step", [ROOT / "LICENSE"], "Doing it", lambda: done.append("done"))
    assert done == ["done"]


def test_uv_is_told_what_pip_knows_of_registries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://mirror.example/simple\nretries = 9\n"
    )
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_CERT", "/etc/ours.pem")
    monkeypatch.setenv("SSL_CERT_FILE", "/etc/set-for-uv-itself.pem")
    assert install.told_to_uv() == {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}
    monkeypatch.delenv("SSL_CERT_FILE")
    assert install.told_to_uv()["SSL_CERT_FILE"] == "/etc/ours.pem"


def test_where_uv_cannot_install_pip_does(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> None:
        ran.append([str(word) for word in command])
        if command[0] == str(install.BIN / "uv"):
            raise install.SetupError("no")

    monkeypatch.setattr(install, "run", run)
    install.install_packages()
    tools = ["uv" if "uv" in Path(command[0]).name else "pip" for command in ran]
    assert tools == ["pip", "uv", "pip"]
    assert all("--require-hashes" in command for command in ran)
    assert [command[-1] for command in ran[1:]] == ["requirements/dev.txt"] * 2
