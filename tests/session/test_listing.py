"""A folder is listed although a file goes out of it meanwhile."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from remote_claude_ext.session.listing import list_again


class Losing(AsyncLargeFileManager):
    """A file goes between the list of names and the look at each, so many times."""

    times = 0

    async def get(self, path: str, *words: Any, **given: Any) -> Any:
        gone = Path(self.root_dir) / "gone.txt"
        if path.endswith("gone.txt") and self.times:
            self.times -= 1
            gone.unlink()
            try:
                return await super().get(path, *words, **given)
            finally:
                if self.times:
                    gone.touch()
        return await super().get(path, *words, **given)


def make(folder: Path, *, times: int) -> Losing:
    (folder / "gone.txt").touch()
    (folder / "kept.txt").touch()
    manager = Losing(root_dir=str(folder))
    manager.times = times
    list_again(manager)
    return manager


@pytest.mark.parametrize("times", [0, 1, 3])
def test_what_is_left_is_listed(tmp_path: Path, times: int) -> None:
    model = asyncio.run(make(tmp_path, times=times).get(""))
    names = {each["name"] for each in model["content"]}
    assert names == {"kept.txt", *(["gone.txt"] if not times else [])}


def test_a_folder_that_is_gone_is_told_as_before(tmp_path: Path) -> None:
    with pytest.raises(HTTPError) as caught:
        asyncio.run(make(tmp_path, times=0).get("nowhere", type="directory"))
    assert caught.value.status_code == 404
