// Allocations and durations are measured, so tests do not run beside one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
