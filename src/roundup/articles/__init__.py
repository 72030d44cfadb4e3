"""Raw material: sources, how they are read politely, and the articles found in them."""
