"""File formats to ``Conversation``: JSON, JSON lines (both may be gzip-compressed) and plain ``Name: text``.

``units`` takes a file apart without holding it in memory; ``conversation_of`` turns one unit into a conversation.
What is wrong becomes an ``InputError`` with file and line; the rest goes on.
"""

from heard.transcripts.files import Unit, conversation_of, units
from heard.transcripts.plain import Speakers

__all__ = ["Speakers", "Unit", "conversation_of", "units"]
