"""The storekeeper's work as a pure reducer: states, events, effects, prompts; no screen here."""
