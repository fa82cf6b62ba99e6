"""Putting the platform on machines: `local` for one machine and development, `k8s` for a cluster."""
