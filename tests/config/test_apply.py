"""Settings of sessions as JupyterHub gets them."""

from pathlib import Path

from traitlets.config import Config

from remote_claude_ext.config.apply import apply_sessions
from remote_claude_ext.config.containers import Containers, Size
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.settings import Sessions, Settings


def applied(data: Path, settings: Settings) -> Config:
    config = Config()
    apply_sessions(config, settings, Places(data))
    return config


def test_limits_of_a_user_and_of_all_are_jupyterhubs_own(tmp_path: Path) -> None:
    hub = applied(tmp_path, Settings(sessions=Sessions(max_per_user=3, max_total=7))).JupyterHub
    assert (hub.named_server_limit_per_user, hub.active_server_limit) == (3, 7)
    assert applied(tmp_path, Settings()).JupyterHub.active_server_limit == 0


def test_a_container_is_what_the_configuration_says(tmp_path: Path) -> None:
    sizes = (Size(name="small", memory_bytes=2**30), Size(name="large"))
    containers = Containers(image="ours", pull="missing", sizes=sizes)
    config = applied(tmp_path, Settings(sessions=Sessions(spawner="docker"), containers=containers))
    own = config.ContainerSpawner
    assert config.JupyterHub.spawner_class.__name__ == "ContainerSpawner"
    assert (own.image, own.pull_policy, own.remove) == ("ours", "ifnotpresent", False)
    assert list(own.sizes) == ["small", "large"]
    assert own.sizes["small"]["memory_bytes"] == 2**30
    assert own.auto_mode is False
