"""How right a reader is: figures, cases, tasks, behaviour, the command."""
