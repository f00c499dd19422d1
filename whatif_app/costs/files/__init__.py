"""From what the user named to tables that can be queried: folders, archives, sheets, heads."""
