"""What to do and say next: the process, guidance, guided replies, the reply check and its fixes."""
