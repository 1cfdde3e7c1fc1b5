"""The cabinet: what a resident sees and does about an account."""
