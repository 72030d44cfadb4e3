"""What we say: editions, from the first draft to the approved proof."""
