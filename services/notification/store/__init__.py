"""
Where contacts, files and messages are kept.

tables    the tables
contacts  people and how to reach them
circles   who belongs to a circle of readers
dossiers  files and their parties
messages  the queue of what is to be sent, and what became of it
"""

from services.notification.store.tables import metadata

__all__ = ["metadata"]
