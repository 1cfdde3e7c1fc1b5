"""What the residents of the town sign in with."""

LOGIN = "cabinet-anna"
PASSWORD = "svet-v-okne-7"
