"""
Where cases are kept, and the questions that can be asked of them.

tables    the tables
rows      how a case is written in them, and made again
cases     load, load_opened, read, add, save, find
listing   which cases a person sees, and in which order
"""

from services.review.store.cases import add, find_cases, load, load_opened, read, save
from services.review.store.tables import metadata

__all__ = ["add", "find_cases", "load", "load_opened", "metadata", "read", "save"]
