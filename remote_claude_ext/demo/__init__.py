"""The scripted model: speaks the Messages API, needs no key, says what it is in every answer."""
