"""Work for later that survives a kill: queued in the transaction of what it belongs to."""
