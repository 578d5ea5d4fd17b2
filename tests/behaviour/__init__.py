"""Our behavioural suite: what must hold, what must not move, which way a reading must go."""
