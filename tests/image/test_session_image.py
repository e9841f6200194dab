"""What a container of the session's image finds: its programs, its policy, and no way to root."""

import json
import shlex

import claude_agent_sdk
import pytest

from tests.support.image import Image

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800)]  # the first one builds

VENV = "/opt/remote-claude"
SITE = f"{VENV}/lib/python3*/site-packages"
ANSWERS = """
HOME=/tmp jupyter lab --no-browser --port 8888 --IdentityProvider.token=t >/tmp/log 2>&1 &
for _ in $(seq 120); do
    curl -sf -H 'Authorization: token t' http://127.0.0.1:8888/api/status && exit 0
    sleep 0.5
done
cat /tmp/log >&2
exit 1
"""


def begun(image: Image, words: str) -> dict[str, str]:
    """What `claude` says of itself before it asks for a model that is not there."""
    script = f"""
        cd /tmp
        export HOME=/tmp ANTHROPIC_API_KEY=none ANTHROPIC_BASE_URL=http://127.0.0.1:9
        export CLAUDE_CODE_MAX_RETRIES=0
        timeout 60 claude -p {words} --verbose --output-format stream-json hello </dev/null
    """
    said = [json.loads(line) for line in image.tried(script).stdout.splitlines()]
    (found,) = (line for line in said if line.get("subtype") == "init")
    return found


def test_nobody_is_root_and_no_file_makes_one(image: Image) -> None:
    assert image.sh("id -u; id -g; id -un; echo $HOME").split() == [
        "1000",
        "1000",
        "claude",
        "/home/claude",
    ]
    assert image.sh("find / -xdev -type f -perm /6000", "--user=root", hardened=False) == ""
    assert image.sh("command -v sudo || true") == ""
    assert image.sh("id -G") == "1000"


def test_what_the_user_may_write_is_home_data_and_temporary(image: Image) -> None:
    script = "find / -xdev -writable ! -type l 2>/dev/null | grep -v -E '^/(proc|sys|dev)(/|$)'"
    found = image.sh(script, hardened=False).splitlines()
    allowed = ("/home/claude", "/data", "/tmp", "/var/tmp", "/run/lock")  # noqa: S108 (the container's)
    assert [path for path in found if not path.startswith(allowed)] == []


def test_claude_is_the_one_that_this_project_is_pinned_to(image: Image) -> None:
    pinned = claude_agent_sdk._cli_version.__cli_version__
    assert image.sh("claude --version").split()[0] == pinned
    assert image.sh("command -v claude") == "/usr/local/bin/claude"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("git init -q /tmp/r && git -C /tmp/r rev-parse --is-inside-work-tree", "true"),
        ("echo 'int main(){return 0;}' | gcc -x c - -o /tmp/a && /tmp/a && echo built", "built"),
        ("echo needle | rg -c needle -", "1"),
        ("python3 -m venv /tmp/v && /tmp/v/bin/pip --version >/dev/null && echo venv", "venv"),
        ("node -p '6*7'", "42"),
        ("npm --version >/dev/null && npx --version >/dev/null && echo npm", "npm"),
        ("make --version >/dev/null && curl --version >/dev/null && less -V | head -c 4", "less"),
        ("echo $LANG; python3 -c 'print(\"ä\")'", "C.UTF-8\nä"),
    ],
)
def test_the_tools_of_peoples_own_projects_work(image: Image, script: str, expected: str) -> None:
    assert image.sh(f"export HOME=/tmp; {script}") == expected


@pytest.mark.parametrize(
    ("script", "parts"),
    [
        (
            "jupyter labextension list 2>&1",
            ("@remote-claude/lab", "@jupyterlab/git", "@jupyter-server/resource-usage"),
        ),
        (
            "jupyter server extension list 2>&1",
            (
                "remote_claude_ext",
                "jupyterlab",
                "jupyterlab_git",
                "jupyter_server_proxy",
                "jupyter_resource_usage",
            ),
        ),
    ],
)
def test_the_extensions_are_enabled(image: Image, script: str, parts: tuple[str, ...]) -> None:
    lines = image.sh(f"export HOME=/tmp NO_COLOR=1; {script}").splitlines()
    for part in parts:
        enabled = [line for line in lines if part in line and "enabled" in line]
        assert enabled, f"{part} is not enabled:\n" + "\n".join(lines)
    assert not [line for line in lines if "disabled" in line or " X " in line]


def test_a_server_starts_on_a_read_only_root(image: Image) -> None:
    assert "started" in json.loads(image.sh(ANSWERS))


def test_everything_is_compiled_already(image: Image) -> None:
    modules = image.sh(f"cd {SITE} && find jupyterlab remote_claude_ext -name '*.py' | wc -l")
    script = """
import importlib.util, pathlib, sys
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    cached = pathlib.Path(importlib.util.cache_from_source(str(path)))
    if not cached.is_file():
        print(path)
"""
    for package in ("jupyterlab", "jupyter_server", "tornado", "remote_claude_ext"):
        found = image.sh(f"{VENV}/bin/python -c '{script}' {SITE}/{package}")
        assert found == "", f"not compiled: {found}"
    assert int(modules) > 100


def test_a_module_of_the_image_names_its_own_path(image: Image) -> None:
    # Not the folder of the stage that it was put together in.
    script = "import remote_claude_ext.cli.main as m; print(m.main.__code__.co_filename)"
    assert image.sh(f"{VENV}/bin/python -c '{script}'").startswith(f"{VENV}/lib/")


@pytest.mark.parametrize(
    "script",
    [
        "echo {} > /etc/claude-code/managed-settings.json",
        "rm -f /etc/claude-code/managed-settings.json",
        "mv /etc/claude-code /etc/other",
        "touch /etc/claude-code/managed-settings.d/mine.json",
        "rm -f /etc/claude-code/managed-settings.d/no-auto-mode.json",
        "mv /etc/claude-code/no-auto-mode /tmp/other",
        "chmod 777 /etc/claude-code",
    ],
)
def test_the_policy_cannot_be_changed(image: Image, script: str) -> None:
    # Without the read-only root, so that it is owner and mode that refuse.
    assert image.tried(script, hardened=False).returncode != 0


@pytest.mark.parametrize("words", ["--dangerously-skip-permissions", "--permission-mode auto"])
def test_claude_asks_whatever_the_user_wants(image: Image, words: str) -> None:
    assert begun(image, words)["permissionMode"] == "default"


def test_the_models_that_a_session_is_given_hold_beside_the_policy(image: Image) -> None:
    # Claude Code drops what `--managed-settings` says as soon as there is a file, unless the file
    # tells it to merge both.
    managed = json.dumps({"availableModels": ["haiku"], "enforceAvailableModels": True})
    words = f"--model opus --managed-settings {shlex.quote(managed)}"
    assert "opus" in begun(image, "--model opus")["model"]
    assert "haiku" in begun(image, words)["model"]


def test_a_new_volume_belongs_to_the_user(image: Image, volume: str) -> None:
    options = (f"--volume={volume}:/data",)
    assert image.sh("echo kept > /data/file; stat -c '%u %a' /data", *options) == "1000 700"
    assert image.sh("cat /data/file", *options) == "kept"
