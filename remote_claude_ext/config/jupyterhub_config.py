"""JupyterHub's configuration as `remote-claude up` uses it, in a checkout and from a wheel."""

from remote_claude_ext.config.hub_config import configure

configure(get_config())  # type: ignore[name-defined] # noqa: F821 (JupyterHub provides it)
