"""The Jupyter server extension, inside the user's server."""
