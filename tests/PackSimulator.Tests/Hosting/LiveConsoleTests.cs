using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.Tests.Hosting;

public class LiveConsoleTests
{
    private const string Clear = "\r\u001b[K", Sample = "[2026-01-31 12:00:11] Sensor: 4.19V, 0.00A, 25.1C | SOC: 95.3% +-1.8";

    [Fact]
    public void A_line_goes_above_the_one_that_is_held()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var console = new LiveConsole(output, () => 80, all: false, quiet: false);
        console.Hold(_ => "status");
        console.WriteLine("news");
        console.Release();
        Assert.Equal($"status{Clear}news\nstatus{Clear}", output.ToString());
    }

    [Fact]
    public void What_is_wider_than_the_terminal_is_cut()
    {
        using var output = new StringWriter();
        new LiveConsole(output, () => 10, all: false, quiet: false).Hold(_ => "0123456789abc");
        Assert.Equal("012345678", output.ToString());
    }

    [Fact]
    public void Who_writes_the_line_is_told_how_much_room_there_is()
    {
        using var output = new StringWriter();
        new LiveConsole(output, () => 81, all: false, quiet: false).Hold(room => new string('x', room));
        Assert.Equal(new string('x', 80), output.ToString());
    }

    [Fact]
    public void Of_the_samples_only_that_of_an_entry_is_shown_in_a_terminal()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var console = new LiveConsole(output, () => 80, all: false, quiet: false);
        console.Write(Sample.Replace("12:00:11", "12:00:10", StringComparison.Ordinal));
        console.Write(Sample);
        console.Write("Clock set.");
        Assert.Equal("Clock set.\n", output.ToString());
        console.ShowSample();
        console.ShowSample();
        Assert.Equal($"Clock set.\n{Sample}\n", output.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_lines_are_shown_where_asked_for_or_where_there_is_no_terminal(bool isTerminal)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var console = new LiveConsole(output, isTerminal ? () => 80 : null, all: isTerminal, quiet: false);
        console.Write(Sample);
        Assert.Equal(Sample + "\n", output.ToString());
    }

    [Fact]
    public void Without_a_terminal_nothing_is_held()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var console = new LiveConsole(output, null, all: false, quiet: true);
        console.Hold(_ => "status");
        console.Write(Sample);
        console.WriteLine("news");
        console.Release();
        Assert.Equal("news\n", output.ToString());
    }
}
