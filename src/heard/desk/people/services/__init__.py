"""What changes people, teams, shifts, links and the log: one transaction each."""
