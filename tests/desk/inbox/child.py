"""A process for tests to kill: it takes in messages, or sends replies, and says after each that it is done."""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from heard.cli.desk import ready

LINES = (
    "Where is parcel {number}? I was told it would be here on Monday.",
    "This is the third time that I ask about {number}!!",
    "Fine. Then I will cancel everything and tell everyone I know.",
    "Thanks, that helps. I'll wait.",
    "NOBODY answers me about {number}.",
)
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THREADS = 20
DICE = random.SystemRandom()


def take_in(channel_id: int, numbers: list[int]) -> None:
    """Take in these messages and acknowledge each; every third is left to the runner to read."""
    from heard.desk.channels.contract import Inbound
    from heard.desk.inbox.models import Channel
    from heard.desk.inbox.services.ingest import ingest
    from heard.desk.work.runner import Runner

    channel = Channel.objects.get(pk=channel_id)
    with Runner(1, lease=timedelta(seconds=1)):
        for number in numbers:
            inbound = Inbound(
                thread=f"t{number % THREADS}",
                source=f"m{number}",
                text=LINES[number % len(LINES)].format(number=number),
                at=BEGAN + timedelta(seconds=number),
                identity=f"c{number % THREADS}",
                author="Dana",
            )
            ingest(channel, inbound, read=bool(number % 3))
            os.write(1, f"{number}\n".encode())


def send(record: str) -> None:
    """Send what is due, and write every delivery's key into a file; until killed."""
    from heard.desk.work.runner import Runner

    put_wire(record)
    with Runner(2, lease=timedelta(seconds=1)):
        os.write(1, b"begun\n")
        time.sleep(120)


def put_wire(record: str) -> None:
    """In place of the demo's channel: one that keeps a record and takes its time before and after."""
    from heard.desk.channels import registry
    from heard.desk.channels.demo import DemoAdapter

    class Wire(DemoAdapter):
        def send(self, config, outbound):  # type: ignore[no-untyped-def]
            time.sleep(DICE.uniform(0, 0.03))
            handle = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(handle, f"{outbound.key}\t{outbound.text}\n".encode())
            os.close(handle)
            time.sleep(DICE.uniform(0, 0.03))
            return super().send(config, outbound)

    registry.ADAPTERS["demo"] = Wire()


if __name__ == "__main__":
    ready()
    if sys.argv[1] == "take_in":
        take_in(int(sys.argv[2]), [int(number) for number in sys.argv[3].split(",")])
    else:
        send(sys.argv[2])
