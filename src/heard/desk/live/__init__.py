"""What just happened, told to the open pages: events with numbers, and the streams that carry them."""
