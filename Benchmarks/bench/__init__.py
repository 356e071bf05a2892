"""Leadline beside its peers: workloads, contenders, checks and the table."""
