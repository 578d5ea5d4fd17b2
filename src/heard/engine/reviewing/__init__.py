"""A finished conversation, judged by the scorecard with evidence."""
