"""Who does background work and when: workers, what the clock asks for, keeping house.

What is done stands with whoever knows it, registered by `core.documents.background.register_job`
and `core.documents.periodic.register_periodic`.
"""
