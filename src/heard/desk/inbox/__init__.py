"""Conversations and their messages: taking them in, reading them, answering, sharing them out."""
