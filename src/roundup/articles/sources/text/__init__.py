"""Turns strangers' text into what we can use: plain, safe to show, short, sorted."""
