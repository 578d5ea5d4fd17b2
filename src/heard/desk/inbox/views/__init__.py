"""What the desk answers: pages and regions in ``desk``, deeds in ``actions``, the reply check in ``check``."""
