"""Views of the steering committee: where is the contract?"""
