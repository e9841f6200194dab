"""What waits for a person in this session, told to the hub service."""
