"""The platform on a cluster: kustomize manifests, and the broker's rights written for its operators."""
