using NanoBms.Foundation;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Golden;

/// <summary>Recordings that would prove nothing are refused.</summary>
public class GoldenVectorsTests
{
    [Theory]
    [InlineData("""{"runtime": "r", "cases": []}""", "has no runs in its \"cases\"; record some.")]
    [InlineData(
        """{"cases": [{"input": [1], "output": [2]}], "stateful_sequence": {"steps": []}}""",
        "has no runs in its \"stateful_sequence\"; record some.")]
    [InlineData("""{"runtime": "r"}""", "is not a golden vector file")]
    public void A_recording_without_runs_is_refused(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.golden.json", json);

        var refusal = Assert.Throws<UserError>(() => GoldenVectors.Read(path));

        Assert.StartsWith($"'{path}' {expected}", refusal.Message, StringComparison.Ordinal);
    }
}
