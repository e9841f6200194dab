"""Back to before a turn: the files of the workspace, the conversation, or both."""
