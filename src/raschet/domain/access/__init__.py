"""Users, roles and grants: who may see which account."""
