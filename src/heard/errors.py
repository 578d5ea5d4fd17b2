"""The tree of coded errors.

    HeardError                 anything Heard reports; carries a code, a place and the next step
    ├── InputError      I...   a file, a line, a conversation or a message that cannot be read
    ├── ContentError    C...   a playbook: its YAML, a rule, a phrase, an example
    ├── StateError      S...   a saved state that cannot be taken up again
    ├── ModelError      M...   the trained weights that ship with Heard
    ├── UsageError      U...   a command or a call that asks for what is not there
    └── DeskError       D...   something that cannot be done at the desk as things stand

Every code stands once in ``CODES`` with what it means and what to do; ``heard explain I004`` prints it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


@dataclass(frozen=True)
class Code:
    """What a code means and what to do about it, in words for the person who meets it."""

    meaning: str
    next_step: str


CODES: dict[str, Code] = {
    "I001": Code("the file does not exist or cannot be opened", "check the path and its permissions"),
    "I002": Code("the path is a directory", "name the files in it, for example DIR/*.jsonl"),
    "I003": Code("the text is not UTF-8", "convert the file, for example with: iconv -f WINDOWS-1252 -t UTF-8"),
    "I004": Code("the JSON is broken or cut short", "look at the named line; one JSON object a line in a .jsonl"),
    "I005": Code("the JSON is nested too deeply", "a conversation needs four levels; look at the named line"),
    "I006": Code("a value has the wrong type or is out of range", "compare with `heard explain conversation`"),
    "I007": Code("a required key is missing", "every message needs `role` and `text`, a conversation `messages`"),
    "I008": Code("the role is unknown", "roles: customer, agent, bot, system, note"),
    "I009": Code("two messages have the same id", "give each message of a conversation its own id, or none"),
    "I010": Code("the conversation has no messages", "leave it out, or add its messages"),
    "I011": Code(
        "voice measures on somebody other than the customer",
        "remove `voice`; Heard never reads an agent's voice",
    ),
    "I012": Code(
        "the line or file is larger than Heard reads at once",
        "split it; a conversation may have up to 16 MiB",
    ),
    "I013": Code("the schema is not one that this version reads", 'write "schema": "heard/1", or leave it out'),
    "I014": Code("the compressed file is damaged", "compress it again; the lines before the damage were read"),
    "I015": Code("it is not clear who is the customer", "use `Customer:` and `Agent:`, or --customer NAME"),
    "I016": Code("no conversation was found in it", "give JSON, JSON lines, or lines of the form `Name: text`"),
    "I017": Code("a label is not one that the guideline has", "see docs/labelling.md and training/labels/README.md"),
    "I021": Code(
        "a labelled case is not in a form that can be measured",
        "compare the named line with the forms in docs/eval.md; nothing was measured",
    ),
    "I022": Code(
        "no case of the file carries the label that is to be measured",
        "label it (docs/labelling.md, `heard label join`), or measure another task; docs/eval.md says what each needs",
    ),
    "I023": Code("two cases have the same id", "give each case an id of its own, over all files of a run"),
    "I024": Code("there is no case in the file", "docs/eval.md has the forms; `heard label join` makes such a file"),
    "I025": Code(
        "a behavioural case or its YAML cannot be read",
        "compare the named line with docs/eval.md, 'Behaviour'; quote text that holds : # ' or is yes, no or a number",
    ),
    "C001": Code("a pack's YAML is broken", "look at the named line; quote text that holds : # ' or starts with *"),
    "C002": Code("a key is not one that a pack may have here", "use the suggested key, or remove it"),
    "C003": Code("a required key is missing in an entry", "add it; `heard playbook show ID` shows a complete entry"),
    "C004": Code("a value has the wrong type or is out of range", "see docs/playbook.md for the form of an entry"),
    "C005": Code("an id stands twice in one pack", "rename one of them, or join the two"),
    "C006": Code("a phrase cannot be read", "see docs/playbook.md, 'Phrases'; check the brackets"),
    "C007": Code("a phrase names an unknown word class", "use the suggested class, or define it under `words`"),
    "C008": Code("an example that must match does not", "widen a phrase, or correct the example"),
    "C009": Code("an example that must not match does", "narrow a phrase, add it to `unless`, or correct the example"),
    "C010": Code("an entry has too few examples", "give at least three under `must` and three under `must_not`"),
    "C011": Code(
        "a phrase can match nothing at all, or anything", "let it hold at least one word that is not optional"
    ),
    "C012": Code("an entry names something unknown", "use the suggested name, or define it first"),
    "C013": Code("the pack folder is missing or holds no YAML", "check the path given with --playbook"),
    "C014": Code("a pack is larger than Heard compiles", "shorten it: at most 20,000 phrases, 400 words a phrase"),
    "C015": Code(
        "the process does not hang together",
        "every step needs a way in, a way out, and a way on to the last step; see docs/playbook.md, 'The process'",
    ),
    "S001": Code("the saved state has another schema number", "fold the conversation again from its first message"),
    "S002": Code("the saved state is damaged", "fold the conversation again from its first message"),
    "S003": Code(
        "the saved state was made with other content or another engine",
        "fold the conversation again from its first message",
    ),
    "S004": Code("the conversation changed again and again while it was read", "nothing; it is read again by itself"),
    "M001": Code(
        "a file of the trained reader is missing",
        "install Heard again; until then the rule baseline reads, and says so",
    ),
    "M002": Code(
        "a file of the trained reader is not the one that was shipped",
        "install Heard again; until then the rule baseline reads, and says so",
    ),
    "M003": Code(
        "the trained reader's files cannot be read by this version",
        "install Heard again; until then the rule baseline reads, and says so",
    ),
    "M004": Code(
        "a library that the trained reader needs is not installed",
        "install onnxruntime and tokenizers, or Heard again; until then the rule baseline reads, and says so",
    ),
    "D001": Code("nothing was written", "write a line and send it again"),
    "D002": Code("the draft was changed in another window", "look at both and keep one; neither is lost"),
    "D003": Code("this person does not work in the conversation's team", "choose somebody of the team"),
    "D004": Code("the time is in the past", "choose a later one"),
    "D005": Code("this needs a lead", "take it yourself, or ask a lead to share it out"),
    "D006": Code("that choice is not one of those that there are", "choose from the list"),
    "D007": Code("only a lead ends a relationship with a customer", "ask a lead with the stop form; say why in a line"),
    "D008": Code("a newer conversation stands in this thread", "answer in the newer one"),
    "D009": Code("there is no such reading of this message", "reload the page; the message may have been read again"),
    "D010": Code("this has been asked or decided already", "reload the page to see what was decided"),
    "D011": Code("the reply still has gaps", "fill what stands in braces, or take it out"),
    "D012": Code("the reply can no longer be taken back", "write to the customer again"),
    "D013": Code("the reply is somebody else's", "ask whoever wrote it"),
    "D014": Code("the conversation is closed", "reopen it first"),
    "D015": Code("somebody else has this conversation by now", "talk to them, or take it from them on the new page"),
    "D016": Code("the time is too far off", "choose one within a year"),
    "D017": Code("this database is a team's own and no demo", "unset HEARD_DEMO and start the desk again"),
    "D018": Code("a reply is still on its way", "wait until it is out, or let whoever wrote it take it back"),
    "D019": Code("somebody else has this conversation by now", "talk to them, or send it anyway"),
    "D021": Code("the link does not work: wrong, used already or too old", "ask an admin for a new one"),
    "D022": Code(
        "somebody with this e-mail address works here already", "find them in the list; give them a new password link"
    ),
    "D023": Code("this is the last admin", "make somebody else an admin first"),
    "D024": Code("a time zone of that name is not known", "choose one such as Europe/Berlin"),
    "D025": Code("the number is too small or too large", "choose one in the range beside the field"),
    "D026": Code("a shift cannot begin and end at the same time", "for a whole day, enter two shifts"),
    "D027": Code("a team of that name is there already", "choose another name"),
    "D028": Code("something in the form is missing or cannot be right", "look at the marked fields"),
    "D041": Code("nobody is signed in here, or no longer", "sign in again"),
    "D042": Code("the request did not come from a page of this desk", "open the desk at its own address (HEARD_URL)"),
    "D043": Code("the desk cannot take up the stream of events now", "nothing; the page tries again by itself"),
    "U001": Code("there is no cue, technique, caution, action or code of that name", "see `heard playbook list`"),
    "U002": Code("the output cannot be written", "check the path that was given and the room on the disk"),
    "U003": Code("an option has a value that it cannot have", "see the command's --help"),
    "U004": Code("the conversation that is meant is not clear", "name it with --id, or give a file that holds one"),
    "U005": Code("there is no draft", "write it in quotation marks, or pipe it in"),
    "U006": Code("a part of Heard is not installed", 'install what the message names, for example "heard[desk]"'),
    "U007": Code("the desk has no such conversation", "its number stands in the address of its page"),
    "U010": Code("the address cannot be listened on", "choose another with --port, or stop what listens there"),
    "U011": Code("the database is not ready for this version", "start `heard serve` once; it makes the tables"),
}


class HeardError(Exception):
    """An error with a code, a message and, where known, a place (``file:line``).

    ``str(error)`` is ``[I004] chats.jsonl:17: the JSON is cut short``. ``error.next_step`` says what to do.
    """

    def __init__(self, code: str, detail: str, *, place: str | None = None) -> None:
        if code not in CODES:
            raise KeyError(code)
        self.code = code
        self.detail = detail
        self.place = place
        super().__init__(code, detail, place)

    @property
    def next_step(self) -> str:
        """What to do about it, one line."""
        return CODES[self.code].next_step

    def at(self, place: str) -> Self:
        """The same error with its place; a place that is already known stays."""
        return self if self.place else type(self)(self.code, self.detail, place=place)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.code, self.detail, self.place)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"[{self.code}] {where}{self.detail}"


def _again(kind: type[HeardError], code: str, detail: str, place: str | None) -> HeardError:
    """An error that came from another process."""
    return kind(code, detail, place=place)


class InputError(HeardError):
    """A file, a line, a conversation or a message that cannot be read (``I...``)."""


class ContentError(HeardError):
    """A playbook that cannot be compiled (``C...``)."""


class StateError(HeardError):
    """A saved state that cannot be taken up again (``S...``)."""


class ModelError(HeardError):
    """Trained weights that cannot be used (``M...``)."""


class UsageError(HeardError):
    """A command or call that asks for what is not there (``U...``)."""


class DeskError(HeardError):
    """Something that cannot be done at the desk as things stand (``D...``)."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``"; did you mean 'anger'?"`` for the nearest known name, or an empty string.

    >>> did_you_mean("angre", ["anger", "sadness"])
    "; did you mean 'anger'?"
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
