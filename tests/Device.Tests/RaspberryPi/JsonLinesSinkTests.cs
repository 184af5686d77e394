using NanoBms.Device.Cloud;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Device.Tests.Storage;
using NanoBms.Platform;
using NanoBms.Platform.JsonLines;
using NanoBms.TestSupport;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Device.Tests.RaspberryPi;

/// <summary>A second sink under the same loop: a file with a line of JSON for each entry.</summary>
[Collection("I2C bus")]
public sealed class JsonLinesSinkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly RecordQueue queue = new(240);
    private readonly FakeNetwork network;

    public JsonLinesSinkTests() => network = new FakeNetwork(clock) { IsUp = false };

    private string Lines => folder.File("records.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_entry_is_a_line_and_no_network_is_needed()
    {
        Add(0, 1);
        Step(Loop());
        Assert.Equal(
            [
                """{"created_at":"2026-03-01T12:00:15Z","voltage_v":3.000,"current_a":0.000,"temperature_c":-12.34,"soc_percent":"""
                    + """72.45,"soc_bar_percent":1.8,"network_soc_percent":73.01,"capacity_ah":2.61,"status":10,"number":"n1"}""",
                """{"created_at":"2026-03-01T12:00:30Z","voltage_v":3.001,"current_a":0.001,"temperature_c":-12.34,"soc_percent":"""
                    + """72.45,"soc_bar_percent":1.8,"network_soc_percent":73.01,"capacity_ah":2.61,"status":10,"number":"n2"}""",
            ],
            File.ReadAllLines(Lines));
        Assert.Equal(0, queue.Count);
        Assert.Equal(0, network.Tries);
    }

    [Fact]
    public void What_an_entry_does_not_know_is_not_in_its_line()
    {
        Record entry = Entries.Of(0, 0, 15000);
        entry.SocCentiPercent = entry.BarDeciPercent = entry.NetworkCentiPercent = entry.CapacityCentiAh = -1;
        queue.Add(entry);
        clock.IsSet = false;
        Step(Loop());
        Assert.Equal(
            ["""{"uptime_s":15,"voltage_v":3.000,"current_a":0.000,"temperature_c":-12.34,"status":10,"number":"n1"}"""],
            File.ReadAllLines(Lines));
    }

    [Fact]
    public void A_power_cut_in_the_middle_of_a_write_leaves_no_half_line_and_doubles_none()
    {
        var store = new MemoryStore();
        var before = new RecordQueue(240, new FlashLog(store, 1), 0);
        before.SetClock(UnixTime.OfPowerUp(clock));
        foreach (int number in Enumerable.Range(0, 5))
        {
            clock.Advance(15000);
            before.Add(Entries.Of(number, UnixTime.Now(clock), clock.UptimeMs));
        }

        before.StoreStep(clock.UptimeMs);
        before.TakeBatch(5);
        Assert.Equal(SendOutcome.Accepted, new JsonLinesSink(Lines).Send(before, 0, 3));
        File.AppendAllText(Lines, """{"created_at":"2026-03-01T12:01:00Z","volt""");

        // Nothing of what was written is known to the next run, which leaves numbers out.
        var after = new RecordQueue(240, new FlashLog(store, 2), 0);
        after.StartNumbers(16, 11);
        UploadLoop loop = Loop(after);
        Step(loop);
        Step(loop);
        Assert.Equal(0, after.Count);
        Assert.Equal(["12:00:15", "12:00:30", "12:00:45", "12:01:00", "12:01:15"], File.ReadLines(Lines).Select(line => line[26..34]));
        Assert.Equal(
            ["n1", "n2", "n3", "n15-11s", "n16"], File.ReadLines(Lines).Select(line => line.Split("\"number\":\"")[1].TrimEnd('}', '"')));
    }

    [Fact]
    public void A_file_that_cannot_be_written_keeps_the_entries_and_says_why()
    {
        Directory.CreateDirectory(Lines);
        Add(0);
        UploadLoop loop = Loop();
        Step(loop);
        Assert.Equal(1, queue.Count);
        Assert.Contains("records.jsonl does not say whether it took the entry: ", log.Lines[0], StringComparison.Ordinal);
        Directory.Delete(Lines);
        clock.Advance(15000);
        Step(loop);
        Step(loop);
        Assert.Single(File.ReadLines(Lines));
    }

    [Fact]
    public void An_environment_variable_chooses_it_and_the_log_says_so()
    {
        Assert.Null(Board.OpenSink(log));
        Environment.SetEnvironmentVariable(Board.RecordsVariable, Lines);
        try
        {
            Assert.IsType<JsonLinesSink>(Board.OpenSink(log));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Board.RecordsVariable, null);
        }

        Assert.Equal([$"Entries go to the file {Lines} (NANOBMS_RECORDS), and to no channel."], log.Lines);
    }

    private void Add(params int[] numbers)
    {
        foreach (int number in numbers)
        {
            clock.Advance(15000);
            queue.Add(Entries.Of(number, UnixTime.Now(clock), clock.UptimeMs));
        }
    }

    private UploadLoop Loop(RecordQueue? entries = null) => new(new JsonLinesSink(Lines), entries ?? queue, network, clock, log);

    private void Step(UploadLoop loop)
    {
        clock.Advance(1000);
        loop.SendStep();
    }
}
