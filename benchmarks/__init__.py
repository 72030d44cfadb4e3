"""Measures what the main paths cost, as ratios within one run: `python -m benchmarks`, or one by name."""
