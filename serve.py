"""Starts the dashboard's server: `streamlit run app.py`, with Streamlit's old discovery of `pages/` switched off first.

Until the first visit has run `st.navigation`, that discovery answers a deep link with « Page not found » over the
right view, and would serve any file lying directly in pages/ without running app.py (and its sign-in) at all.
`launch.py` calls this; `streamlit run app.py` works too, with that one flaw.
"""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False  # where st.navigation sets it, only earlier
    sys.exit(main(["run", str(Path(__file__).with_name("app.py")), *sys.argv[1:]], standalone_mode=False))
