"""What is said on the desk that stands still: conversations of our own, one for each state that a page can show."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Talk:
    """A conversation: whose it is, what it is about, and ``(minutes ago, role, words)`` for each message."""

    key: str
    name: str
    subject: str
    said: tuple[tuple[float, str, str], ...]
    medium: str = "chat"
    other: bool = False
    assignee: str = ""
    tags: tuple[str, ...] = field(default=())


TALKS = (
    Talk(
        "angry",
        "Dana Okafor",
        "Parcel 4471",
        (
            (64, "customer", "Hi, my parcel still isn't here. It is order LH-4471, promised for Monday."),
            (52, "agent", "Please be patient. Parcels can take up to ten working days, that is our policy."),
            (47, "customer", "I have been patient for two weeks. It is my daughter's birthday on Friday."),
            (30, "agent", "As I said, there is nothing I can do."),
            (
                14,
                "customer",
                "This is the THIRD TIME I'm writing. Do you people even read? I want to speak to a supervisor, now.",
            ),
        ),
        tags=("delivery", "birthday"),
    ),
    Talk(
        "lawyer",
        "Grace O’Neill",
        "Charged twice",
        (
            (41, "customer", "You have charged me twice for the same lamp."),
            (33, "customer", "Nobody answers. I am furious, this is my rent you are playing with!!"),
            (22, "customer", "Last chance. Then I call my lawyer and I tell everybody what liars you are."),
        ),
    ),
    Talk(
        "heated",
        "Lee Marsh",
        "Invoice",
        (
            (39, "customer", "The invoice is wrong again. Second month in a row."),
            (20, "agent", "I am sorry about this. Which line is wrong?"),
            (9, "customer", "All of it. I told your colleague already. Honestly, this is ridiculous."),
        ),
        assignee="sam",
        medium="email",
        tags=("money",),
    ),
    Talk(
        "uneasy",
        "Priscilla Featherstonehaugh-Cholmondeley",
        "The return label that should have been in the box with the blue one but was not",
        (
            (27, "customer", "I'm a bit worried about the return label, it isn't in the box?"),
            (25, "customer", "Is there another way to send it back before the month is over?"),
        ),
        assignee="mira",
    ),
    Talk(
        "calm",
        "Ana Pires",
        "Blue watering can",
        ((21, "customer", "Hello, could you tell me when the blue watering can is back in stock? Thank you."),),
    ),
    Talk(
        "waiting",
        "Yuki Tanaka",
        "Cleaning the kettle",
        (
            (95, "customer", "Thanks, the new kettle works perfectly. One question: how do I clean it?"),
            (
                88,
                "agent",
                "I am glad that it works. Fill it with water and two spoons of vinegar and boil it once. Does that help?",
            ),
        ),
        assignee="sam",
    ),
    Talk(
        "snoozed",
        "Omar Haddad",
        "Replacement lamp",
        (
            (300, "customer", "The replacement is broken as well. I'm really disappointed in you."),
            (280, "agent", "That is a second disappointment in a row, and I am sorry. A new one leaves tomorrow."),
        ),
        assignee="sam",
    ),
    Talk(
        "closed",
        "Ruth Adeyemi",
        "Tomato seeds",
        (
            (2900, "customer", "Half of the seeds came up blue. Is that meant to be?"),
            (2880, "agent", "It is not. I have sent you a new packet this morning, at no cost."),
            (2860, "customer", "That was quick, thank you so much!"),
        ),
        assignee="sam",
        tags=("garden",),
    ),
    Talk(
        "again",
        "Ruth Adeyemi",
        "Tomato seeds once more",
        ((17, "customer", "The new packet has not come yet. Do you know where it is?"),),
    ),
    Talk(
        "language",
        "Jürgen Weiß",
        "Lieferung",
        ((19, "customer", "Guten Tag, mein Paket ist seit zwei Wochen nicht angekommen und niemand antwortet mir."),),
    ),
    Talk(
        "abuse",
        "Victor Lund",
        "Refund",
        (
            (16, "customer", "Where is my refund?"),
            (12, "customer", "You worthless bitch, I know where you work and I will come and hurt you."),
        ),
        assignee="sam",
    ),
    Talk(
        "held",
        "Inês Carvalho",
        "Wrong size",
        (
            (35, "customer", "You sent the wrong size, and the party is on Saturday. I'm so stressed."),
            (33, "customer", "Order LH-5120, if that helps."),
        ),
        assignee="sam",
    ),
    Talk(
        "failed",
        "Tobias Winkler",
        "Lost order",
        ((70, "customer", "Your app lost my order, and nobody answers the phone. I am annoyed."),),
        assignee="sam",
        medium="email",
    ),
    Talk(
        "stop",
        "Marcus Vale",
        "Subscription",
        (
            (58, "customer", "You useless idiots, you thieves. Cancel it."),
            (55, "agent", "I have cancelled it. Is there anything else that I can do for you?"),
            (44, "customer", "Shut up, you stupid moron. You are the dumbest people on earth."),
        ),
        assignee="sam",
    ),
    Talk(
        "other",
        "Farid Rahimi",
        "Screen",
        ((23, "customer", "The screen flickers since the update. Can I get it repaired?"),),
        other=True,
        assignee="noor",
    ),
)
