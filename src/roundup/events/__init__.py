"""What the provider tells us afterwards, and what it adds up to."""
