"""Views of the meeting itself: the running orders, and the presentation."""
