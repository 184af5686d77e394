namespace NanoBms.PackSimulator.Tests.Soak;

/// <summary>A soak weighs the memory of its process: nothing may run beside it.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
