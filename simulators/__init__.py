"""
Stand-ins for what lies outside the platform, each its own process speaking the real protocol.

card_provider   CMI's hosted card page
mailbox         an SMTP server that keeps messages readable

They import nothing of the platform, listen on the loopback unless a container needs otherwise, and misbehave on command.
"""
