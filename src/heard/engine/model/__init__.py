"""The trained reader's engine side: what a model is fed, and how what it gives is read. Needs no model library."""
