"""What stands on the desk's pages, as values for templates. Nothing here reads or writes anything."""
