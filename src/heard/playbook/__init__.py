"""Words, not code: YAML packs of cues, techniques and cautions, and how they become ``Content``.

``en/`` is our English pack. A team's folder is layered over it by id (see docs/playbook.md).
"""
