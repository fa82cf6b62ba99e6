"""What keeps a local platform from starting, said to a person."""


class CannotRun(Exception):
    """The platform cannot be had on this machine as asked; the message says what is missing and where to look."""
