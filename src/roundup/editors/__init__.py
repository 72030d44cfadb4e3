"""The people who make the magazine: their accounts, what those may do, and mail to them."""
