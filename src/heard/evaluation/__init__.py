"""How right a reader is, on messages and conversations that carry labels: ``heard eval``."""
