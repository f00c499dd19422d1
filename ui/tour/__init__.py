"""The two-minute tour: a few steps over the sample project, each pointing at the real thing."""
