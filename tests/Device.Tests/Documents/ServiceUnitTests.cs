using NanoBms.App;
using NanoBms.Device.Settings;
using NanoBms.Platform;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Documents;

/// <summary>The systemd unit of the Raspberry Pi against the program that it starts.</summary>
public sealed class ServiceUnitTests
{
    private static readonly string[] Unit = File.ReadAllLines(Repository.File("deploy", "raspberry-pi", "nanobms.service"));

    [Fact]
    public void It_starts_the_program_by_its_name_in_the_folder_that_the_document_copies_it_to()
    {
        string program = "/opt/nanobms/" + typeof(Banner).Assembly.GetName().Name;
        Assert.Contains("ExecStart=" + program, Unit);
        Assert.Contains("chmod +x " + program, Markdown.Read("raspberry-pi.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_folder_is_the_one_that_the_program_reads_and_the_unit_may_write()
    {
        Assert.Contains($"Environment={Board.FolderVariable}=/var/lib/nanobms", Unit);
        Assert.Contains("StateDirectory=nanobms", Unit);
        Assert.Contains($"/var/lib/nanobms/{SettingsFile.FileName}", Markdown.Read("raspberry-pi.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_by_the_supervision_is_carried_out_always_and_bad_settings_are_read_again_after_a_minute()
    {
        Assert.Contains($"RestartForceExitStatus={Power.RestartExitCode}", Unit);
        Assert.Contains("StartLimitIntervalSec=0", Unit);
        Assert.Contains("Restart=on-failure", Unit);
        Assert.DoesNotContain(Unit, line => line.StartsWith("RestartPreventExitStatus", StringComparison.Ordinal));
        Assert.Contains("RestartSec=5", Unit);
        Assert.Contains("ExecStopPost=/bin/sh -c 'if [ \"$$EXIT_STATUS\" = 2 ]; then sleep 55; fi'", Unit);
    }
}
