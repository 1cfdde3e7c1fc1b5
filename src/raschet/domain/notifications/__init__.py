"""Letters: written together with what they tell, sent once, listed when nobody knows."""
