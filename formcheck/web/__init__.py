"""Both pages in the browser and their one server."""
