using BenchmarkDotNet.Running;
using NanoBms.Benchmarks;

// In this process: the project that BenchmarkDotNet would write beside it knows nothing of this repository's build settings.
BenchmarkSwitcher.FromAssembly(typeof(InferenceBenchmark).Assembly).Run([.. args, "--inProcess"]);
