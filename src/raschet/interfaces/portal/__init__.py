"""The residents' own pages: registration, sign-in, settings, and the cabinet behind them."""
