"""How a plan is judged: a way laid out, timed, and held against every rule. See `routing.check`."""
