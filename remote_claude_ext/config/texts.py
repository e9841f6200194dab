"""Every string of the hub's own pages, gathered in one file, and how a page gets them."""

import hashlib
import json
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"


def template_vars(*, config_hint: str, own_passwords: bool) -> dict[str, Any]:
    """What every page may use: strings (`t`), address and version of our static files."""
    texts = json.loads((TEMPLATES / "texts.json").read_bytes())
    return {
        "t": texts,
        "t_json": json.dumps(texts["script"]).replace("<", "\\u003c"),
        "own_static": "/hub/remote-claude/static",
        "own_version": _version(),
        "own_passwords": own_passwords,
        "config_hint": config_hint,
    }


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted((TEMPLATES / "static").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
