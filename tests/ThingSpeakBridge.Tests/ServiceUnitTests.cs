using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>The services of the bridge, of the fleet and of the gauge on a Raspberry Pi, as systemd judges them.</summary>
public sealed partial class ServiceUnitTests
{
    private const double MaxExposed = 3.0;

    public static TheoryData<string> Units() =>
        new(Repository.File("tools", "ThingSpeakBridge", "Service", "nanobms-bridge.service"),
            Repository.File("deploy", "raspberry-pi", "nanobms.service"));

    public static TheoryData<string> AllUnits() =>
        [.. Units().Select(row => row.Data), Repository.File("deploy", "fleet", "nanobms-fleet@.service")];

    [Theory]
    [MemberData(nameof(AllUnits))]
    public async Task A_service_is_exposed_no_more_than_it_must_be(string unit)
    {
        Skip.Unless(File.Exists("/usr/bin/systemd-analyze"), "needs systemd-analyze, of the Debian package systemd");
        var info =
            new ProcessStartInfo("systemd-analyze", ["security", "--offline=true", "--no-pager", unit]) { RedirectStandardOutput = true };
        using Process process = Process.Start(info)!;
        string output = await process.StandardOutput.ReadToEndAsync(WaitLimit.Token);
        Match level = Level().Match(output);
        Assert.True(level.Success, output);
        Assert.InRange(double.Parse(level.Groups[1].Value, CultureInfo.InvariantCulture), 0, MaxExposed);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void A_service_is_started_again_whatever_it_ended_with(string unit)
    {
        string[] lines = File.ReadAllLines(unit);
        Assert.Contains("Restart=on-failure", lines);
        Assert.Contains("StartLimitIntervalSec=0", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("RestartPreventExitStatus", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([\d.]+)")]
    private static partial Regex Level();
}
