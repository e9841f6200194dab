"""The gateway: sessions' only way to a model, and the only holder of the provider's key."""
