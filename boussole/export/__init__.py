"""Files made from panels: they assemble, and never compute or mask."""
