"""From a workload to a bill one can defend: what it may come to, what moves it, what to do."""
