"""What to do next, without doing it.

A policy is a generator. It yields steps (`Send`, `Sleep`, ...), gets their results, and returns the outcome. It has no
clock, no socket and no await, so one policy serves threads and event loops alike, and a test can drive it through an
hour of failures in a millisecond.
"""
