using System.CommandLine;
using NanoBms.CommandLine;

namespace NanoBms.HardwareDocs.Tests;

public class CommandProgramTests
{
    [Fact]
    public async Task A_program_that_is_told_to_stop_has_the_half_minute_that_a_server_may_take()
    {
        TimeSpan? time = null;
        var root = new RootCommand();
        root.SetAction((parse, _) =>
        {
            time = parse.InvocationConfiguration.ProcessTerminationTimeout;
            return Task.FromResult(3);
        });

        Assert.Equal(
            3, await CommandProgram.RunAsync(root, [], TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromSeconds(30), time);
    }
}
