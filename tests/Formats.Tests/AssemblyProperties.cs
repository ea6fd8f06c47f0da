// Allocations and durations are measured, so tests do not run next to one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
