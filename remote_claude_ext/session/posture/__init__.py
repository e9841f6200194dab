"""The self-test of a session in a container: whether it is as closed as was promised."""
