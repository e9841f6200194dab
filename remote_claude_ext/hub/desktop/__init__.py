"""The scripts of JupyterLab at one address for all sessions, so that browsers load them once."""
