"""The residents' site behind the login."""
