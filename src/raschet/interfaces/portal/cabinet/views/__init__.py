"""Each view loads with selectors, calls one service at most, and answers."""
