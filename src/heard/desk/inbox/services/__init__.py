"""What changes conversations: one transaction each."""
