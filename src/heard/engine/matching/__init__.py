"""Phrases of a playbook against a message: compiled once, run in time linear in the message."""
