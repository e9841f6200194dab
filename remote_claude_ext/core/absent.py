"""Imports a package without another one that it names, and that nothing here will ever call.

While the block runs, empty modules stand in the place of what is absent: every name in them with a
capital letter is a class that can be named in annotations and derived from. Afterwards whoever
imports it gets the real one.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Absent:
    """Any class of an absent package."""

    def __init_subclass__(cls, **options: object) -> None:
        """Options such as those of pydantic's models."""


class _Empty(MetaPathFinder, Loader):
    """Finds and loads what is absent, and every module in it, as an empty one."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def has(self, fullname: str) -> bool:
        """Whether a module is absent."""
        return any(f"{fullname}.".startswith(f"{name}.") for name in self._names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        return ModuleSpec(fullname, self, is_package=True) if self.has(fullname) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        del spec
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__getattr__"] = _get_class


def _get_class(name: str) -> type[_Absent]:
    if not name[0].isupper():
        raise AttributeError(name)
    return _Absent


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """For a block, these packages and modules are empty; those that are imported already stay."""
    finder = _Empty([name for name in names if name not in sys.modules])
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if finder.has(name)]:
            stand_in = sys.modules.pop(name)
            package, _, last = name.rpartition(".")
            if vars(sys.modules.get(package, stand_in)).get(last) is stand_in:
                delattr(sys.modules[package], last)
