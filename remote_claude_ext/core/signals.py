"""The kinds of telemetry that OpenTelemetry knows."""

SIGNALS = ("metrics", "logs", "traces")
