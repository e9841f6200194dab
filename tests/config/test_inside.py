"""What is where in a session's container, with a volume of its own and with a shared one."""

from pathlib import Path

from remote_claude_ext.config.inside import to_inside
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.session_environment import make_folders


def test_a_volume_of_its_own_has_everything_but_what_a_start_writes() -> None:
    env = to_inside("ada", "notes", "")
    assert env["REMOTE_CLAUDE_WORKSPACE"] == "/data/users/ada/sessions/notes/workspace"
    assert env["CLAUDE_CONFIG_DIR"] == "/data/users/ada/claude"
    assert env["REMOTE_CLAUDE_VOLUME"] == "/data"
    assert env["JUPYTER_RUNTIME_DIR"] == "/tmp/jupyter"  # noqa: S108 (the container's own)
    assert "REMOTE_CLAUDE_DISK_SHARED" not in env


def test_in_a_shared_volume_home_and_settings_are_common_and_the_rest_is_not() -> None:
    one = to_inside("ada", "notes", "notes.aaaabbbb")
    two = to_inside("ada", "other", "other.ccccdddd")
    common = {name for name, value in one.items() if two[name] == value}
    assert {"HOME", "XDG_CACHE_HOME", "JUPYTERLAB_SETTINGS_DIR"} <= common
    own = {"REMOTE_CLAUDE_WORKSPACE", "REMOTE_CLAUDE_STATE", "CLAUDE_CONFIG_DIR", "TMPDIR"}
    assert not own & common
    assert (one["REMOTE_CLAUDE_SESSION"], one["REMOTE_CLAUDE_DISK_SHARED"]) == ("notes", "1")


def test_its_folders_are_made_where_the_environment_says(tmp_path: Path) -> None:
    env = {
        name: value.replace("/data", str(tmp_path / "data")).replace("/tmp/r", f"{tmp_path}/r")  # noqa: S108
        for name, value in to_inside("ada", "notes", "notes.aaaabbbb").items()
    }
    env["JUPYTER_RUNTIME_DIR"] = str(tmp_path / "jupyter")
    make_folders(Places(tmp_path / "data"), "ada", "notes.aaaabbbb", env)
    user = tmp_path / "data" / "users" / "ada"
    assert sorted(each.name for each in user.iterdir()) == ["home", "jupyter", "sessions"]
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
    assert (user / "sessions" / "notes.aaaabbbb" / "claude").is_dir()
