"""Questions of billing: a run's inputs, its report, the lines of an account."""
