"""What hatch does before it puts a wheel or a source archive together.

The lab extension itself is built by hatch-jupyter-builder, which leaves assets alone that are
there already; here they are taken away first when they are a developer's build or older than
their sources, so that neither is ever shipped. Then the proxy is packed.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "proxy"))

from vendor import TARGET, pack

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "remote_claude_ext" / "labextension"
SOURCES = ROOT / "labextension"


class Hook(BuildHookInterface):
    """Makes sure that what is shipped is what the sources say."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare; an editable wheel finds both folders in the source tree."""
        pack(TARGET)
        if version == "editable":
            return
        if is_stale():
            shutil.rmtree(ASSETS)
        if self.target_name == "wheel":
            build_data["force_include"][str(TARGET)] = "remote_claude_ext/vendor"


def is_stale() -> bool:
    """Whether the built lab extension must not be shipped."""
    manifest = ASSETS / "package.json"
    if not manifest.is_file():
        return ASSETS.exists()
    built = manifest.stat().st_mtime
    sources = [SOURCES / "package.json", SOURCES / "yarn.lock"]
    for folder in ("src", "style", "schema"):
        sources += (path for path in (SOURCES / folder).rglob("*") if path.is_file())
    return (ASSETS / "build_log.json").exists() or any(
        path.stat().st_mtime > built for path in sources if "__tests__" not in path.parts
    )
