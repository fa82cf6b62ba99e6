"""
Where cases are kept, and the questions that can be asked of them.

tables    the tables
rows      how a case is written in them, and made again
cases     obtain, load, read, save
listing   which cases a person sees, and in which order
"""

from services.review.store.cases import find_lapsed, load, obtain, read, save
from services.review.store.tables import metadata

__all__ = ["find_lapsed", "load", "metadata", "obtain", "read", "save"]
