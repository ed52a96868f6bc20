"""The sender, at length: hype and boasting."""
