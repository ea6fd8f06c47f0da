// Fresh weights come from torch's one generator; tests side by side would draw from each other's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
