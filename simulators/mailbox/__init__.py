"""
A mailbox that takes every message by SMTP and keeps it readable: a folder of `.eml` files, a page, a list as JSON.

letters   the folder: one file for each Message-ID, one line for each delivery
faults    misbehaviour on command
smtp      the SMTP side
pages     the HTTP side
"""
