"""Views of the bureau: where do we stand, where is it worst?"""
