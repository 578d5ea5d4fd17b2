"""The training code, where torch is there."""
