"""A simulated year: the plan is data that was written before the runner, by somebody who did not write it."""
