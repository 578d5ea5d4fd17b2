"""What an agent's words do and risk, weighed against what the conversation gave. Never what an agent feels."""
