"""The views: choose → ask → show. No other .py may lie directly here (see app.py)."""
