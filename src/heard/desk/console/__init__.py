"""What the pages are made of: templates, tokens, icons, scripts. No logic."""
