"""Time per message and memory: ``python -m benchmarks.speed [--gigabytes 2]``.

Prints the median time of one message on one core against the limit of 1 ms, how it grows up to 2,000 turns (the slope
in microseconds a hundred turns), the time to compile the playbook and to load it from its cache, the median of one
checked draft against the limit of 10 ms, the median over texts of which each is read but once, and, with ``--gigabytes``, the memory of ``heard analyze`` over a generated file of that size against one a tenth as large.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from benchmarks.drafts import DRAFTS, rows
from heard import Conversation
from heard.assembly import build_engine
from heard.contract.decode import conversation_from
from heard.engine.state import to_json
from heard.engine.types import Message
from heard.playbook.loader import compiled, read_packs

LIMIT_MS, LOAD_LIMIT_MS, CHECK_LIMIT_MS = 1.0, 50.0, 10.0
_CUSTOMER = (
    "This is the third time I'm writing about parcel {n}. It was supposed to come on Friday and it still isn't here.",
    "ok, and what am I supposed to do until then? I really need it for my daughter's birthday!!",
    "I already gave you the order number, it's {n}. Please just fix this.",
    "Thanks, that worked.",
    "No.",
    "You people are useless. If I don't get my money back I'm going to cancel and tell everyone what happened.",
    "Hi, quick question about my bill from March: why is it £{n} and not the usual amount? Kind regards, Ana",
    "I've restarted the router twice and followed all the steps in your email, but nothing changed, the light stays red.",
)
_AGENT = (
    "I'm sorry to hear that. Could you tell me what happened when you tried to log in?",
    "I understand, but our policy is five days.",
    "I have refunded £{n}; you'll see it by Thursday because the bank takes two days.",
    "Thanks for bearing with me, Dana. I can see why that's frustrating.",
)


def messages(count: int, seed: int = 7) -> list[Message]:
    """A conversation of ``count`` messages, customer and agent in turn."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        role, texts = ("customer", _CUSTOMER) if number % 2 == 0 else ("agent", _AGENT)
        text = draw.choice(texts).format(n=draw.randint(1000, 99999))
        made.append(Message(id=f"m{number}", role=role, text=text))  # type: ignore[arg-type]
    return made


def per_message(turns: int) -> tuple[list[float], int]:
    """Seconds of each step over one conversation, and the bytes of its last state."""
    engine = build_engine(trained=False)
    rows = messages(turns)
    state = engine.start(Conversation(id="bench", messages=tuple(rows)))
    for message in messages(200, seed=1):
        state, _ = engine.step(state, message)
    state = engine.start(Conversation(id="bench", messages=tuple(rows)))
    taken = []
    for message in rows:
        begin = time.perf_counter()
        state, _ = engine.step(state, message)
        taken.append(time.perf_counter() - begin)
    return taken, len(to_json(state).encode())


def loading() -> tuple[float, float]:
    """Processor seconds to compile the playbook, and the fewest to make an engine of what the cache then holds."""
    begin = time.process_time()
    compiled(read_packs())
    cold = time.process_time() - begin
    build_engine(trained=False)
    taken = []
    for _ in range(7):
        begin = time.process_time()
        build_engine(trained=False)
        taken.append(time.process_time() - begin)
    return cold, min(taken)


def fresh() -> float:
    """Median processor seconds of reading each example of the playbook once, none of them twice."""
    engine = build_engine(trained=False)
    found = [example for entry in read_packs().entries.values() for example in (*entry.must, *entry.must_not)]
    texts = dict.fromkeys(str(example["text"]) for example in found if "text" in example)
    taken = []
    for text in texts:
        begin = time.process_time()
        engine.signals(text)
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def checking() -> tuple[float, float]:
    """Median processor seconds of checking each draft of ``tests/drafts`` once: with the state at hand, and from nothing.

    The engine has read the guided conversations before, as one that has been at work has.
    """
    engine = build_engine(trained=False)
    for path in sorted((DRAFTS.parent / "conversations" / "guided").glob("*.yaml")):
        engine.read(conversation_from(yaml.safe_load(path.read_text("utf-8"))["conversation"], default_id=path.stem))
    check, whole = [], []
    for row in (*rows("good"), *rows("bad")):
        conversation = conversation_from({"channel": "chat", "messages": row["messages"]}, default_id=row["id"])
        begin = time.process_time()
        state = engine.start(conversation)
        for message in conversation.messages:
            state, _ = engine.step(state, message)
        folded = time.process_time()
        engine.check(state, row["draft"])
        check.append(time.process_time() - folded)
        whole.append(time.process_time() - begin)
    return statistics.median(check), statistics.median(whole)


def slope(taken: list[float], block: int = 100) -> float:
    """Least-squares slope of the block medians, in seconds a block."""
    blocks = [statistics.median(taken[at : at + block]) for at in range(0, len(taken), block)]
    return statistics.linear_regression(range(len(blocks)), blocks).slope


def peak_memory(gigabytes: float) -> float:
    """Largest resident memory in MiB of ``heard analyze`` over a generated file of this size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.jsonl"
        wanted, written, number = int(gigabytes * 1e9), 0, 0
        padding = "It has been like this since the update. " * 400
        with path.open("w", encoding="utf-8") as file:
            while written < wanted:
                rows = [
                    {"role": m.role, "text": m.text + (padding if i == 5 else "")}
                    for i, m in enumerate(messages(6, number % 50))
                ]
                rows.append({"role": "system", "text": padding * 60})
                written += file.write(json.dumps({"id": f"c{number}", "messages": rows}) + "\n")
                number += 1
        command = [
            sys.executable,
            "-m",
            "heard",
            "analyze",
            str(path),
            "--format",
            "jsonl",
            "--output",
            str(Path(folder) / "out.jsonl"),
        ]
        begin = time.perf_counter()
        done = subprocess.run(["/usr/bin/env", "bash", "-c", 'exec "$@"', "run", *command], check=False)
        seconds = time.perf_counter() - begin
        if done.returncode:
            raise SystemExit(f"heard analyze ended with {done.returncode}")
        print(f"  {number:,} conversations, {written / 1e9:.2f} GB in {seconds:.0f} s")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=0.0)
    options = parser.parse_args()
    cold, warm = loading()
    print(
        f"playbook compiled: {cold:.1f} s; engine from cached playbook: {1e3 * warm:.0f} ms (limit {LOAD_LIMIT_MS:.0f} ms)"
    )
    check, whole = (1e3 * seconds for seconds in checking())
    print(
        f"median of one checked draft: {check:.1f} ms ({check / CHECK_LIMIT_MS:.2f} of the limit of {CHECK_LIMIT_MS:.0f} ms);"
        f" its conversation folded too: {whole:.1f} ms"
    )
    print(f"median of one message never seen before: {1e3 * fresh():.2f} ms")
    taken, size = per_message(2000)
    median = 1e3 * statistics.median(taken)
    print(f"median of one message: {median:.3f} ms ({median / LIMIT_MS:.2f} of the limit of {LIMIT_MS} ms)")
    early, late = statistics.median(taken[:200]), statistics.median(taken[-200:])
    print(
        f"turns 1801-2000 against turns 1-200: {late / early:.2f} times; slope {1e6 * slope(taken):+.2f} µs a hundred turns"
    )
    print(f"state after 2,000 turns: {size / 1024:.1f} KiB of 64")
    engine = build_engine(trained=False)
    worst = 0.0
    for text in (
        "you " * 4500,
        "I am so so so " * 1300,
        "😡" * 15_000,
        "$1," * 6_000,
        "THIS IS " * 2_200,
        "third time " * 1_700,
    ):
        begin = time.perf_counter()
        engine.read(Conversation.of(text))
        worst = max(worst, time.perf_counter() - begin)
    print(f"slowest bait of 20,000 characters: {worst:.2f} s (limit 1 s)")
    if options.gigabytes:
        small = peak_memory(options.gigabytes / 10)
        large = peak_memory(options.gigabytes)
        print(
            f"peak memory: {large:.0f} MiB at {options.gigabytes} GB, {large / small:.2f} times that at a tenth of it"
        )


if __name__ == "__main__":
    main()
