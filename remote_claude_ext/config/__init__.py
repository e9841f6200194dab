"""From one YAML file to a configured hub."""
