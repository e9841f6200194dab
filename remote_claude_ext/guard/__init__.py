"""What the hub may ask the container engine, and who says no to the rest."""
