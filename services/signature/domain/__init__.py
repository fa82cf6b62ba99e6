"""The rules of signing: what may be signed (`requests`), with which key (`keys`), opened by which PIN (`pins`)."""
