"""`claude` in a terminal of the session: the same program, gateway and policy as in the panel."""

import json
import os
import shlex
from pathlib import Path
from typing import Literal

from . import policy
from .files import write_private
from .home import ClaudeHome
from .launcher import exports, unset, write_script
from .options import ClaudeSettings, write_settings

TrustLevel = Literal["managed", "dialog"]
"""`managed`: nothing that a repository brings along counts. `dialog`: Claude Code asks first."""


def bin_folder(state: Path) -> Path:
    """The folder to put first on PATH of the server, so that its terminals find the launcher."""
    return state / "bin"


def install_launcher(settings: ClaudeSettings) -> TrustLevel:
    """Write the launcher `claude`; done at each start of the server.

    Without a gateway there is none: the person's own program, login and settings count.
    """
    path = bin_folder(settings.state) / "claude"
    if settings.gateway_url is None:
        path.unlink(missing_ok=True)
        return "dialog"
    write_settings(settings)
    skip_onboarding(settings.home)
    write_script(path, _lines(settings))
    return "managed"


def skip_onboarding(home: ClaudeHome) -> None:
    """Tell Claude Code that the person has been welcomed, and nothing else."""
    known = home.read()
    if known.get("hasCompletedOnboarding") is not True:
        write_private(home.configuration, json.dumps({**known, "hasCompletedOnboarding": True}))


def _lines(settings: ClaudeSettings) -> list[str]:
    """The launcher: what a folder brings along is left out unless the person names the sources.

    With sources named (`claude --setting-sources user,project,local`) Claude Code asks in its own
    dialog whether the folder is trusted. Options that take several values come before others, so
    that they do not take the person's prompt for one.
    """
    managed = json.dumps(policy.managed_settings(settings.models, auto_mode=settings.auto_mode))
    common = ["--settings", str(settings.settings_file), "--managed-settings", managed]
    if settings.model is not None:
        common += ["--model", settings.model]
    variables = {"CLAUDE_CODE_SUBPROCESS_ENV_SCRUB": "0"}
    if settings.claude_config_dir is not None:
        variables["CLAUDE_CONFIG_DIR"] = str(settings.claude_config_dir)
    alone = {"CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD": "1", "CLAUDE_CODE_SANDBOXED": "1"}
    program, shared = shlex.quote(str(settings.cli)), shlex.join(common)
    return [
        *unset([*policy.private_names(os.environ, gateway=True), *alone]),
        *exports(variables),
        'case " $* " in',
        f'*" --setting-sources"*) exec {program} {shared} "$@" ;;',
        "esac",
        *exports(alone),
        f'exec {program} --add-dir "$PWD" --setting-sources user {shared} "$@"',
    ]
