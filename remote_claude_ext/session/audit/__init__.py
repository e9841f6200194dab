"""What is done in this session, told to the hub service, which records it."""
