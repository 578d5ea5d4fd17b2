"""Makes what ``src/heard/models`` ships: the corpus, the labels and the training. Not part of the package."""
