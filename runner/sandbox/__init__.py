"""A stand-in for the SigmaMind API: keeps every rule of the OpenAPI file, calls nobody, and fails on request."""
