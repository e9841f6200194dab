"""The Anthropic gateway: sessions' only way to a model."""
