"""
Where contacts, files, messages and facts that came too early are kept.

tables    the tables
contacts  people and how to reach them
circles   who belongs to a circle of readers
dossiers  files and their parties
messages  the queue of what is to be sent, and what became of it
untold    facts that wait for what has to come before them
"""

from services.notification.store.tables import metadata

__all__ = ["metadata"]
