// A soak weighs the memory of its process: nothing may run beside it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
