"""What a session takes of the machine: memory, processors, processes, disk."""
