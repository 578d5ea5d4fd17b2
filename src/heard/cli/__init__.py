"""The command line: ``heard analyze``, ``explain``, ``playbook``, ``demo``."""
