"""The variables by which a session in a container learns of its volume."""

VOLUME = "REMOTE_CLAUDE_VOLUME"
"""The folder where the volume is: everything that the session keeps."""
DISK = "REMOTE_CLAUDE_DISK_BYTES"
"""How much its files may take; not there where nothing bounds them."""
DISK_BOUND = "REMOTE_CLAUDE_DISK_BOUND"
"""There where the engine holds the volume to that; else it is a word to the person."""
