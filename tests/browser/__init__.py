"""The tests in a real Chromium. (A package, so that what they share ends when they do: while
Playwright is there, no other test can run a loop of asyncio.)
"""
