"""A leaf library: bytes in, readings out.

Here are byte sources, sans-IO codecs, supervisors and emulators of hardware. Nothing here knows
goods, orders, the database or the screen.
"""
