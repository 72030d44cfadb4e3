"""The magazines of this installation: their names, looks and clocks, and what alarms their editors."""
