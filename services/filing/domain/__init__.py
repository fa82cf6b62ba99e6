"""The rules of filing: what a dossier is, when it may be submitted, how far it has come."""
