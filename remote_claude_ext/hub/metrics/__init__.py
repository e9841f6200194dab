"""What the hub service tells Prometheus."""
