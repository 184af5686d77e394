using BenchmarkDotNet.Running;
using NanoBms.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(InferenceBenchmark).Assembly).Run(args);
