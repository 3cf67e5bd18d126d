"""What views share: the guard, selectors, panels on the screen. No rule and no figure is computed here."""
