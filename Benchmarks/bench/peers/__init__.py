"""The peers, one class per way of doing a work; each runs in a process of its own."""
