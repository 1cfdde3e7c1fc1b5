"""What is measured, each in a process of its own, so that memory of one is not counted to another."""
