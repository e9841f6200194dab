"""The list of a folder out of which a file went while it was made: it is made again.

Jupyter Server (2.21) answers 404 then, and JupyterLab tells in a dialog that the folder is gone.
"""

import inspect
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError

_MORE_TRIES = 3


def list_again(manager: Any) -> None:
    """Let Jupyter Server's manager of files do so; one of another kind stays as it is."""
    make = getattr(manager, "_dir_model", None)
    if not inspect.iscoroutinefunction(make):
        return

    async def make_again(path: str, *words: Any, **given: Any) -> Any:
        for _ in range(_MORE_TRIES):
            try:
                return await make(path, *words, **given)
            except HTTPError as error:
                is_gone = error.status_code == HTTPStatus.NOT_FOUND
                if not is_gone or not await manager.dir_exists(path):
                    raise
        return await make(path, *words, **given)

    manager._dir_model = make_again  # noqa: SLF001 (it has no other place for this)
