"""What the page of a desktop shows until its code has come: its name and a ring, in two colours.

JupyterLab's own page is empty until then, white for everybody, and called JupyterLab. On a slow
line that lasts half a minute.
"""

from collections.abc import MutableMapping
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, FunctionLoader

_PAGE = "index.html"
_THEIRS = "remote-claude/theirs.html"
_OURS = (
    '{% extends "'
    + _THEIRS
    + """" %}
{% block favicon %}{{ super() }}
<style id="rc-loading">
  html { color-scheme: light dark; }
  body { margin: 0; }
  body::before {
    position: fixed; inset: calc(50% - 20px) auto auto calc(50% - 20px);
    box-sizing: border-box; width: 40px; height: 40px;
    border: 3px solid #0f6f6c; border-right-color: transparent; border-radius: 50%;
    animation: rc-loading 1s linear infinite; content: "";
  }
  @keyframes rc-loading { to { transform: rotate(1turn); } }
  @media (prefers-color-scheme: dark) {
    body::before { border-color: #5cc3ba; border-right-color: transparent; }
  }
  @media (prefers-reduced-motion: reduce) { body::before { animation: none; } }
</style>
<script>
  {%- set names = [page_config.remoteClaudeTitle, page_config.appName] %}
  document.title = {{ names | select | join(" · ") | tojson }};
  new MutationObserver((_, observer) => {
    if (document.querySelector("#jupyterlab-splash, .jp-LabShell")) {
      document.getElementById("rc-loading").remove();
      observer.disconnect();
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
</script>
{% endblock %}"""
)


def show_loading(settings: MutableMapping[str, Any]) -> None:
    """Put it into the page that JupyterLab serves; where there is no JupyterLab, nowhere."""
    environment: Environment | None = settings.get("lab_jinja2_env")
    if environment is None or environment.loader is None:
        return
    theirs: BaseLoader = environment.loader

    def source(name: str) -> Any:
        return theirs.get_source(environment, _PAGE) if name == _THEIRS else None

    ours = DictLoader({_PAGE: _OURS})
    environment.loader = ChoiceLoader([ours, FunctionLoader(source), theirs])
