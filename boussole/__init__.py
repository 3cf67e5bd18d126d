"""What the product knows: figures, disclosure, contracts, store and questions. No Streamlit here."""

__version__ = "0.1.0"
