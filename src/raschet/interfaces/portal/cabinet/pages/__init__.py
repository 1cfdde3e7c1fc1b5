"""What each page says, made from the domain's answers: words, figures and bars, no queries."""
