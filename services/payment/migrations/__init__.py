"""The history of payment's database."""
