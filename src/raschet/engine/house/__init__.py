"""What belongs to a house as a whole: its meters, its balance, and the shares it leaves to premises."""
