"""What a page of JupyterLab is told, as its scripts read it."""

import json
import re
from typing import Any


def page_config(page: str) -> dict[str, Any]:
    """From the text of the page."""
    found = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found, page[:1000]
    told: dict[str, Any] = json.loads(found[1])
    return told


def load_of(told: dict[str, Any], name: str) -> str:
    """The first script of an extension, as the page is told it."""
    (load,) = (each["load"] for each in told["federated_extensions"] if each["name"] == name)
    return str(load)
