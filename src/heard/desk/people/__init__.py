"""Who works here: people, teams, roles, shifts, and the log of who read what."""
