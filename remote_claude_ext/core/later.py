"""Puts off the import of modules that are slow to import until somebody needs them.

While nobody does, a stand-in is in the module's place. What was imported before stays as it is.
"""

import importlib
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_TAKING_OUT = threading.Lock()


class _Later(ModuleType):
    """Has nothing: whoever looks for something in it gets that of the real module."""

    def __init__(self, name: str, functions: Sequence[str]) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None)  # `import` asks for it
        for function in functions:
            setattr(self, function, _to_call(self, function))
        self._is_package = not functions

    def __getattr__(self, name: str) -> Any:
        if name == "__path__" and not self._is_package:  # `from ... import` asks for it
            raise AttributeError(name)
        return getattr(_load(self), name)


def import_later(module: str, *functions: str) -> None:
    """Let others import a module, which is really done when they look into it.

    From one that is no package they may also import these coroutine functions: calling one imports
    the module.
    """
    if module not in sys.modules:
        sys.modules[module] = _Later(module, functions)


def _to_call(later: _Later, function: str) -> Callable[..., Awaitable[Any]]:
    async def call(*words: Any, **given: Any) -> Any:
        return await getattr(_load(later), function)(*words, **given)

    return call


def _load(later: _Later) -> ModuleType:
    name = later.__name__
    with _TAKING_OUT:  # another thread may have come first
        if sys.modules.get(name) is later:
            del sys.modules[name]
    return importlib.import_module(name)
