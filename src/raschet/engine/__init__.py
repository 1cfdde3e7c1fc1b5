"""What the law says: pure, vectorised, exact. No Django, disk, network or clock."""
