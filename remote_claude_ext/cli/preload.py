"""Imports, before anybody waits for it, what a session's server imports when it starts."""

# mypy: disallow-untyped-calls=False
# Jupyter Server has not all of its types.

import gc
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module

from jupyter_core.paths import jupyter_config_path

from .singleuser import load

_LATER = (
    "ipykernel",
    "jinja2.ext",
    "jupyter_core.migrate",
    "jupyter_lsp.virtual_documents_shadow",
    "jupyterlab_git.handlers",
    "nbdime.webapp.nb_server_extension",
    "tornado.platform.asyncio",
)
"""What extensions import only when they are loaded."""


def preload() -> Callable[[], None]:
    """Import it all; what runs the server.

    Nothing of it is started, and none of it may know whose session it will be.
    """
    run = load(at_once=True)
    from ..session.shared import installed  # noqa: PLC0415 (after what load() leaves out)

    installed()
    for name in (*_handlers(), *_extensions(), *_LATER):
        with suppress(ImportError):  # not in this image; the server says so where it matters
            import_module(name)
    # What is there now stays: it need not be looked through again and again.
    gc.collect()
    gc.freeze()
    return run


def _handlers() -> Iterator[str]:
    from jupyter_server.serverapp import (  # noqa: PLC0415 (after what load() leaves out)
        JUPYTER_SERVICE_HANDLERS,
    )

    for names in JUPYTER_SERVICE_HANDLERS.values():
        yield from names or ()


def _extensions() -> Iterator[str]:
    """Importing the module tells where its applications are, which are imported on the way."""
    from jupyter_server.extension.config import (  # noqa: PLC0415 (the same)
        ExtensionConfigManager,
    )
    from jupyter_server.extension.utils import get_metadata  # noqa: PLC0415 (the same)

    known = ExtensionConfigManager(read_config_path=jupyter_config_path())
    for name, is_enabled in known.get_jpserver_extensions().items():
        if is_enabled:
            _, points = get_metadata(name)
            yield from (point["module"] for point in points)
