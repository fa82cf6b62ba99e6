"""The platform for users of Docker: what compose.yaml needs before its first start."""
