using BenchmarkDotNet.Running;
using NanoBms.Benchmarks;

// In this process: BenchmarkDotNet would otherwise build every project anew, in a time that a busy machine exceeds.
BenchmarkSwitcher.FromAssembly(typeof(InferenceBenchmark).Assembly).Run([.. args, "--inProcess"]);
