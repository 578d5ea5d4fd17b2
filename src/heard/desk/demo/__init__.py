"""The demo: an invented team, and simulated customers who write to it. Installed only when HEARD_DEMO is set."""
