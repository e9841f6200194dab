"""A module that is imported later is not there until somebody looks into it."""

import asyncio
import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import ModuleType

import pytest

from remote_claude_ext.core.later import import_later

THREADS = 8
SLOW = """
import asyncio
value = 7
async def fetch(word, *, twice=False):
    await asyncio.sleep(0)
    return word * (2 if twice else 1)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package that counts as slow, and a module beside it; nothing of them stays."""
    name = "slow_of_test_later"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("value = 7")
    (tmp_path / name / "part.py").write_text("from . import value")
    (tmp_path / f"{name}_too.py").write_text(SLOW)
    (tmp_path / f"user_of_{name}.py").write_text(f"from {name}_too import fetch")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield name
    for each in [each for each in sys.modules if name in each]:
        del sys.modules[each]


def test_a_look_into_it_imports_it_once(package: str) -> None:
    import_later(package)
    early = importlib.import_module(package)
    assert "value" not in vars(early)
    assert early.value == 7
    real = sys.modules[package]
    assert real is not early
    assert early.value == 7
    assert sys.modules[package] is real
    with pytest.raises(AttributeError):
        early.nothing  # noqa: B018 (looking is what is tested)


def test_a_function_is_imported_from_it_before_it_is_there(package: str) -> None:
    slow = f"{package}_too"
    import_later(slow, "fetch")
    user = importlib.import_module(f"user_of_{package}")
    assert "value" not in vars(sys.modules[slow])
    assert asyncio.run(user.fetch("ab", twice=True)) == "abab"
    assert vars(sys.modules[slow])["value"] == 7
    assert asyncio.run(user.fetch("c")) == "c"


def test_a_part_of_it_imports_it(package: str) -> None:
    import_later(package)
    assert importlib.import_module(f"{package}.part").value == 7


def test_what_is_there_already_stays(package: str) -> None:
    real = importlib.import_module(package)
    import_later(package)
    assert sys.modules[package] is real


def test_one_that_does_not_exist_is_told_when_it_is_looked_into() -> None:
    import_later("nobody_made_this_module")
    try:
        early = importlib.import_module("nobody_made_this_module")
        with pytest.raises(ModuleNotFoundError):
            early.value  # noqa: B018 (the same)
    finally:
        sys.modules.pop("nobody_made_this_module", None)


def test_many_threads_may_look_into_it_at_once(package: str) -> None:
    rounds, before = 4000, sys.getswitchinterval()  # without the lock some of them fail
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as threads:
            for _ in range(rounds):
                sys.modules.pop(package, None)
                import_later(package)
                early, together = sys.modules[package], Barrier(THREADS)

                def look(early: ModuleType = early, together: Barrier = together) -> int:
                    together.wait()
                    found: int = early.value
                    return found

                looks = [threads.submit(look) for _ in range(THREADS)]
                assert {each.result() for each in looks} == {7}
    finally:
        sys.setswitchinterval(before)
