"""Support of residents: benefits over columns, and the subsidy of one family."""
