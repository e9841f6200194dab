"""Behind the guard in front of the engine, containers wait and are taken as without it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from docker.client import DockerClient
from docker.errors import APIError

from remote_claude_ext.config.docker_names import container_name
from remote_claude_ext.config.waiting import READY, Waiting, find_waiting
from tests.containers.conftest import to_config
from tests.support.boxes import Boxes
from tests.support.hub import ADMIN, Installation, clean_environment
from tests.support.model import ScriptedModel

pytestmark = pytest.mark.containers
SECONDS = 90


@contextmanager
def guarded(data: Path, config: str) -> Iterator[str]:
    """`remote-claude guard` before the engine; the address at which it listens."""
    file, listen = data.parent / "guard.yaml", data.parent / "engine.sock"
    file.write_text(config)
    command = [sys.executable, "-P", "-m", "remote_claude_ext", "guard", "--data", str(data)]
    command += ["--config", str(file), "--listen", str(listen)]
    guard = subprocess.Popen(command, env=clean_environment({}))
    try:
        while not listen.exists():
            assert guard.poll() is None
        yield f"unix://{listen}"
    finally:
        guard.terminate()
        guard.wait()


def ready(up: Installation) -> list[Waiting]:
    return [waiting for waiting, _ in find_waiting(up.places, READY)]


def test_a_new_session_gets_what_has_waited_and_nothing_else_is_renamed(
    tmp_path: Path, model: ScriptedModel, session_image: str, engine: DockerClient
) -> None:
    config = to_config("172.31.94.0/24", image=session_image, model=model.url) + "  warm: 1\n"
    data = tmp_path / "data"
    with guarded(data, config) as address:
        up = Installation(data, config=config, environ={"DOCKER_HOST": address})
        boxes = Boxes(up, engine)
        with up:
            up.wait_for(lambda: ready(up), SECONDS)
            (waiting,) = ready(up)
            name = up.start_session("Guarded")
            assert boxes.find(name).id == waiting.container
            assert up.call("GET", f"{up.session_path(name)}/lab").is_success
            up.wait_for(lambda: ready(up), SECONDS)
            with closing(DockerClient(base_url=address)) as asked:
                theirs = container_name(boxes.installation, ADMIN, "other-abcd")
                with pytest.raises(APIError, match="not of these sessions"):
                    asked.api.rename(waiting.container, theirs)
                with pytest.raises(APIError, match="not named like one of a session"):
                    asked.api.rename(ready(up)[0].container, "remote-claude_db_1")
            server = f"/users/{ADMIN}/servers/{name}"
            up.api("DELETE", server).raise_for_status()
            up.start_server(name)
            assert boxes.volume(name) == waiting.volume
        left = boxes.volumes()
        boxes.remove_all()
    assert left == {waiting.volume}
