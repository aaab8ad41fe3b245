"""What is true: no terminal, no hardware, no paper, no asyncio."""
