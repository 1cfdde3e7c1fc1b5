"""The month's bills as residents get them: published together with what pays them."""
