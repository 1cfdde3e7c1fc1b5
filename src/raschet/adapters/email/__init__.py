"""Mail out: an SMTP relay, or a folder that stands for one in the demo."""
