"""The shell: the `klad` command, headless flows, shared widgets, workplaces, locale."""
