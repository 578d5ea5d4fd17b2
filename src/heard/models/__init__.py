"""What our training made, as files: weights, tokenizer, numbers, and the word lists that belong to them."""
