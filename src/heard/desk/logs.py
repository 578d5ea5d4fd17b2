"""What must not stand in a log: the one-time links of which Django notes the address when something is wrong, and the
innards of what is no fault of ours."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"(/welcome/)[^/\s]+")


class NoSecrets(logging.Filter):
    """Takes the secret out of the addresses of links, whoever writes the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is kept.

        >>> line = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/welcome/abc123/",)})
        >>> NoSecrets().filter(line), line.getMessage()
        (True, 'Not Found: /welcome/…/')
        """
        said = record.getMessage()
        if "/welcome/" in said:
            record.msg, record.args = _LINK.sub(r"\1…", said), ()
        return True


class NoFaultOfOurs(logging.Filter):
    """Takes the traceback out of what is less than an error: a page that somebody may not open."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is kept.

        >>> line = logging.makeLogRecord({"levelno": logging.WARNING, "exc_info": (ValueError, ValueError(), None)})
        >>> NoFaultOfOurs().filter(line), line.exc_info
        (True, None)
        """
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
