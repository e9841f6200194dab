"""HTTP/1.1 on bare connections, for callers and providers; it knows nothing of models or money."""
