"""Where the files of our own pages are, which version they have, and what such a page may load."""

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
TEMPLATES = _PACKAGE / "config" / "templates"
TEXTS = TEMPLATES / "texts"
STATIC = TEMPLATES / "static"
CHARTS = _PACKAGE / "vendor" / "node_modules" / "chart.js" / "dist"
CHART = "chart.umd.min.js"
STATIC_URL = "/hub/remote-claude/static"
PAGE_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " img-src 'self' data:; object-src 'none'"
)
"""Scripts and styles come from files of this server only."""


def version() -> str:
    """What is added to the address of each file: another one when any of them is another."""
    digest = hashlib.sha256()
    for path in (*sorted(STATIC.iterdir()), CHARTS / CHART):
        if path.is_file():  # the chart is missing in a source tree that was never set up
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
