"""The demo's channel: simulated customers in this process instead of a wire."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from heard.desk.channels.contract import Health, Inbound
from heard.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heard.desk.channels.contract import Outbound


class DemoAdapter:
    """Takes JSON ``{"messages": [{thread, source, text, at, identity, author, subject}]}``; sending always works.

    The simulated customers look into the thread themselves, so that a message is delivered as soon as it is sent.
    """

    kind = "demo"

    def verify(self, config: Mapping[str, Any], headers: Mapping[str, str], body: bytes, /) -> bool:
        """HMAC-SHA256 of the body under the channel's ``secret`` in ``X-Heard-Signature``."""
        secret = str(config.get("secret", ""))
        wanted = hmac.new(secret.encode(), body, sha256).hexdigest()
        return bool(secret) and hmac.compare_digest(wanted, headers.get("X-Heard-Signature", ""))

    def parse(self, _config: Mapping[str, Any], body: bytes, /) -> tuple[Inbound, ...]:
        """The messages of one delivery."""
        try:
            rows = json.loads(body)["messages"]
            return tuple(
                Inbound(
                    thread=str(row["thread"]),
                    source=str(row["source"]),
                    text=str(row.get("text", "")),
                    at=datetime.fromisoformat(row["at"]),
                    identity=str(row.get("identity", "")),
                    author=str(row.get("author", "")),
                    subject=str(row.get("subject", "")),
                    change=row.get("change", "new"),
                )
                for row in rows
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("I006", f"the delivery cannot be read: {error}") from None

    def send(self, _config: Mapping[str, Any], outbound: Outbound, /) -> str:
        """Delivered at once; the key is the id."""
        return outbound.key

    def health(self, _config: Mapping[str, Any], /) -> Health:
        """Always well."""
        return Health(well=True, line="simulated customers in this process")
