"""Foreign text made fit for us: plain, safe to show, short, sorted."""
