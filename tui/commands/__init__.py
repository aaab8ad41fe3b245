"""The commands of `klad`, one module each; loaded only when called."""
