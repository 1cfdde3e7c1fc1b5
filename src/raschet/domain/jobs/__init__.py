"""The door to the queue: what is to be done later, written together with what caused it."""
