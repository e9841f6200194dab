"""JupyterHub's configuration: all of it comes from the installation's YAML and data folder."""

from remote_claude_ext.config.hub_config import configure

configure(get_config())  # type: ignore[name-defined] # noqa: F821 (JupyterHub provides it)
