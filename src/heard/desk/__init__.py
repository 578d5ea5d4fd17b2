"""The desk: the Django project where a support team works. Needs the extra ``heard[desk]``."""
