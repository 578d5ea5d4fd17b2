"""The people's pages: people and teams, shifts, one's own preferences, links, the audit log."""
