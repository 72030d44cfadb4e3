"""Turns strangers' text into text that we can use: plain, safe to show, short and sorted."""
