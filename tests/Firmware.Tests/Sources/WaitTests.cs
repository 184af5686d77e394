using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Sources;

/// <summary>
/// A test that waits for ever holds up a whole run and says nothing: what waits for another process or thread names its limit
/// (<see cref="WaitLimit"/>).
/// </summary>
public sealed partial class WaitTests
{
    [Fact]
    public void Every_wait_in_a_test_has_a_limit()
    {
        string[] tests = [.. SourceFiles.All.Where(path => path.StartsWith("tests/", StringComparison.Ordinal) && !IsThis(path))];
        Assert.InRange(tests.Length, 100, 1000);

        Assert.Empty(tests.SelectMany(path => File.ReadLines(Repository.File(path))
            .Select((line, index) => (line, index))
            .Where(at => Waits().IsMatch(at.line) && !at.line.Contains(nameof(WaitLimit), StringComparison.Ordinal))
            .Select(at => $"{path}({at.index + 1}): {at.line.Trim()}")));
    }

    [Theory]
    [InlineData("process.WaitForExit();", true)]
    [InlineData("await process.WaitForExitAsync(ct);", true)]
    [InlineData("Assert.True(process.WaitForExit(WaitLimit.Time));", false)]
    [InlineData("while (await process.StandardOutput.ReadLineAsync(ct) is { } line)", true)]
    [InlineData("string text = await File.ReadAllTextAsync(path, ct);", false)]
    [InlineData("Task.Run(Step).Wait();", true)]
    [InlineData("stuck.Wait(ct);", true)]
    [InlineData("stuck.Wait(WaitLimit.Time, ct);", false)]
    [InlineData("await arrived.Task;", true)]
    [InlineData("await Task.WhenAll(writers);", true)]
    [InlineData("await Task.WhenAll(writers).WaitAsync(WaitLimit.Token);", false)]
    public void The_check_knows_a_wait_without_a_limit(string line, bool isRefused) =>
        Assert.Equal(isRefused, Waits().IsMatch(line) && !line.Contains(nameof(WaitLimit), StringComparison.Ordinal));

    private static bool IsThis(string path) => path.EndsWith($"/{nameof(WaitTests)}.cs", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\.(WaitForExit|ReadLine|ReadToEnd)(Async)?\(|\.(Wait|WaitOne)\(|\.(Join|GetResult)\(\)"
        + @"|\bawait (\w+\.Task|Task\.WhenAll\([^()]*\));")]
    private static partial Regex Waits();
}
