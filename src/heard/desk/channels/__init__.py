"""Where messages come from and go to; every channel keeps to one contract."""
