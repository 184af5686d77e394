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

    [Theory]
    [InlineData("", "LOG is empty, as a variable of a shell that is not set leaves it; see --help.")]
    [InlineData("a|--out|", "--out is empty, as a variable of a shell that is not set leaves it; see --help.")]
    [InlineData("a|--names|", null)]
    [InlineData("a", null)]
    public async Task A_file_or_folder_without_a_name_is_refused(string arguments, string? sentence)
    {
        var root = new RootCommand
        {
            new Argument<string>("LOG"), new Option<string>("--out") { HelpName = "FOLDER" },
            new Option<string>("--names") { HelpName = "LIST" },
        };
        root.SetAction(_ => 0);
        string[] args = arguments.Split('|');
        string expected = sentence is null ? "" : $"error: {sentence}{Environment.NewLine}";
        using StringWriter error = new(), errorWaiting = new();

        Assert.Equal(sentence is null ? 0 : 1, CommandProgram.Run(root, args, TextWriter.Null, error));
        Assert.Equal(
            sentence is null ? 0 : 1,
            await CommandProgram.RunAsync(root, args, TextWriter.Null, errorWaiting, TestContext.Current.CancellationToken));
        Assert.Equal((expected, expected), (error.ToString(), errorWaiting.ToString()));
    }
}
