"""A panel rendered: for the screen now, for the slide and the page later. Streamlit-free, network-free, pure."""
