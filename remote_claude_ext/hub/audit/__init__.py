"""The audit through the web: what sessions report, and what people may see of it."""
