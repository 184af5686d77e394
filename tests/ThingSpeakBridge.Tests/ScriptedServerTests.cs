using Microsoft.Extensions.Time.Testing;
using NanoBms.TestSupport;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>Whatever a server answers: nothing is lost, nothing doubled, and what happened is said.</summary>
public class ScriptedServerTests
{
    public static TheoryData<int, string, string> PassingFaults() => new()
    {
        { 200, "0", "the answer is no feed ('0'); again in 16 s." },
        { 200, "-1", "the answer is no feed ('-1'); again in 16 s." },
        { 200, "", "the answer is no feed (empty); again in 16 s." },
        { 200, "<html><body>Maintenance until further notice, sorry</body></html>",
            "the answer is no feed ('<html><body>Maintenance until further no...'); again in 16 s." },
        { 200, "{\"channel\":{\"last_entry_id\":9},\"feeds\":[{\"entry_id\":7",
            "the answer is no feed ('{\"channel\":{\"last_entry_id\":9},\"feeds\":[...'); again in 16 s." },
        { 200, "{\"feeds\":{}}", "the answer is no feed ('{\"feeds\":{}}'); again in 16 s." },
        { 200, "[]", "the answer is no feed ('[]'); again in 16 s." },
        { 429, "{}", "HTTP 429, too many requests; again in 16 s." },
        { 500, "", "HTTP 500, the server fails; again in 16 s." },
        { 503, "", "HTTP 503, the server fails; again in 16 s." },
    };

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task What_passes_is_said_and_made_up_for(int status, string body, string sentence)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 4);
        Assert.Equal(16, await bridge.StepAsync());
        server.AddRange(4, 3);
        server.Script.Enqueue(ScriptedServer.Answer(status, body));
        Assert.Equal(16, await bridge.StepAsync());
        server.AddRange(7, 8);
        Assert.Equal(16, await bridge.StepAsync());
        await bridge.StepAsync();

        Assert.Equal(Enumerable.Range(1, 15).Select(k => (long)k), bridge.Ids);
        Assert.Equal([sentence, "The channel answers again; 11 new entries."], bridge.Recorded.Sentences);
        Assert.Equal(Samples.Expected(Enumerable.Range(0, 15)), bridge.Recorded.Estimates.Select(estimate => estimate.SocText));
    }

    [Theory]
    [InlineData(302, "", "HTTP 302, the server redirects to nowhere: set the address")]
    [InlineData(400, "-1", "HTTP 400, the channel is private: its read key is wrong or missing")]
    [InlineData(400, "<html>plain HTTP request was sent to HTTPS port</html>", "HTTP 400, check key and address")]
    [InlineData(401, "{}", "HTTP 401, the key is wrong or missing")]
    [InlineData(402, "{}", "HTTP 402, the quota is spent")]
    [InlineData(403, "", "HTTP 403, the key is wrong or missing")]
    [InlineData(404, "", "HTTP 404, there is no such channel")]
    public async Task What_a_user_has_to_mend_is_asked_for_at_growing_pauses_up_to_an_hour(int status, string body, string sentence)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 3);
        double[] pauses = [16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600];
        foreach (double pause in pauses)
        {
            server.Script.Enqueue(ScriptedServer.Answer(status, body));
            Assert.Equal(pause, await bridge.StepAsync());
        }

        Assert.Equal(pauses.Select(pause => $"{sentence}; again in {pause} s."), bridge.Recorded.Sentences);
        Assert.Equal(16, await bridge.StepAsync());
        Assert.Equal([1L, 2, 3], bridge.Ids);
        Assert.Equal("The channel answers again; 3 new entries.", bridge.Recorded.Sentences[^1]);
    }

    [Fact]
    public async Task A_refused_channel_leaves_the_others_alone()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url, 1, 2));
        server.AddRange(0, 2);
        server.Script.Enqueue(ScriptedServer.Answer(402, ""));
        Assert.Equal(16, await bridge.StepAsync());
        Assert.All(bridge.Recorded.Estimates, estimate => Assert.Equal(2, estimate.ChannelId));
        Assert.Contains("channel 1: HTTP 402, the quota is spent; again in 16 s.", bridge.Output, StringComparison.Ordinal);
        await bridge.StepAsync();
        Assert.Equal([1L, 2], bridge.Recorded.Estimates.Where(estimate => estimate.ChannelId == 1).Select(estimate => estimate.Entry.Id));
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up_and_fewer_entries_are_asked_for()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 3);
        server.Script.Enqueue(async context =>
        {
            byte[] chunk = new byte[64 << 10];
            Array.Fill(chunk, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
                await Task.Yield();
            }
        });
        Assert.Equal(16, await bridge.StepAsync());
        Assert.Equal(16, await bridge.StepAsync());
        Assert.Equal([1L, 2, 3], bridge.Ids);
        Assert.Equal(["100", "50"], server.Requests.Take(2).Select(request => request.Split("results=")[1].Split('&')[0]));
        Assert.Equal("the answer is longer than 64 KB; again in 16 s.", bridge.Recorded.Sentences[0]);
    }

    [Fact]
    public async Task Entries_of_the_future_are_set_aside_named_once_and_taken_when_their_time_has_come()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 2);
        server.Entries.Add((3, new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero), Samples.Fields(2)));
        server.Entries.Add((4, Samples.Start.AddHours(2), Samples.Fields(3)));
        server.Add(4);
        await bridge.StepAsync();
        server.AddRange(5, 2);
        await bridge.StepAsync();
        Assert.Equal([1L, 2, 5, 6, 7], bridge.Ids);
        Assert.Equal(
            ["2 entries, 4 the first, are dated 2026-01-31T10:00:00Z and later, which is ahead of now: set aside."],
            bridge.Recorded.Sentences);
        bridge.Clock.Advance(TimeSpan.FromHours(1.5));
        await bridge.StepAsync();
        Assert.Equal([1L, 2, 5, 6, 7, 4], bridge.Ids);
        Assert.Single(bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task Gaps_in_the_numbers_of_entries_are_named_with_what_the_device_knows()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        string?[] statuses = ["n7", "n8", "on bench", "n9", "n12-2r", "n13", "n20", "n21-40s", "n31-4s", "n36-1d-2r", "n1", "n2"];
        for (int k = 0; k < statuses.Length; k++)
        {
            server.Entries.Add((k + 1, Samples.Time(k), [.. Samples.Fields(k), null, null, null, null, null, statuses[k]]));
        }

        await bridge.StepAsync();
        Assert.Equal(
            [
                "Entries 10 to 11 are missing before 2026-01-31T08:00:04Z: 2 for which there was no room, or no time.",
                "Entries 14 to 19 are missing before 2026-01-31T08:00:06Z: the device does not know why.",
                "Entries 22 to 30 are missing before 2026-01-31T08:00:08Z: 4 that a start after a power cut left out, or that were lost "
                    + "in memory, 5 without a reason that the device knows.",
                "Entries 32 to 35 are missing before 2026-01-31T08:00:09Z: 2 for which there was no room, or no time, "
                    + "1 that the flash did not give back, 1 without a reason that the device knows.",
                "From 2026-01-31T08:00:10Z on numbers begin anew with 1: another device, or its flash was erased.",
            ],
            bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task Control_characters_of_a_field_or_an_answer_reach_neither_terminal_nor_log()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var folder = new TemporaryFolder();
        string log = folder.File("soc.csv");
        const string evil = "\u001b[2J\n[2026-01-31 08:00:00] AI SOC: 99%\u202e\u2028";
        using (var bridge = new RunningBridge(RunningBridge.Setup(server.Url) with { LogPath = log }))
        {
            server.AddRange(0, 2);
            server.Entries.Add((3, Samples.Time(2), ["3.9", evil, "25"]));
            server.Script.Enqueue(ScriptedServer.Answer(200, evil));
            server.Script.Enqueue(ScriptedServer.Answer(302, "", "Location", "http://\u009b31m.example/"));
            await bridge.StepAsync();
            await bridge.StepAsync();
            await bridge.StepAsync();
            Assert.Equal([1L, 2, 3], bridge.Ids);
            string shown = bridge.Output + await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(shown, letter => (char.IsControl(letter) && letter != '\n') || letter is '\u202e' or '\u2028');
            Assert.All(bridge.Output.Split('\n'),
                line => Assert.False(line.StartsWith("[2026-01-31 08:00:00] AI SOC: 99%", StringComparison.Ordinal)));
        }

    }

    [Fact]
    public async Task A_late_answer_is_given_up_after_30_seconds()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 3);
        var arrived = new TaskCompletionSource();
        server.Script.Enqueue(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        Task<double> step = bridge.StepAsync();
        await arrived.Task.WaitAsync(WaitLimit.Token);
        bridge.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(step.IsCompleted);
        bridge.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(16, await step.WaitAsync(WaitLimit.Token));
        await bridge.StepAsync();

        Assert.Equal([1L, 2, 3], bridge.Ids);
        Assert.Equal("no answer within 30 s; again in 16 s.", bridge.Recorded.Sentences[0]);
    }

    [Fact]
    public async Task Pauses_grow_to_a_quarter_of_an_hour_and_obey_the_server()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        double[] expected = [16, 32, 64, 128, 256, 512, 900, 900];
        foreach (double pause in expected)
        {
            server.Script.Enqueue(ScriptedServer.Answer(500, ""));
            Assert.Equal(pause, await bridge.StepAsync());
        }

        server.Script.Enqueue(ScriptedServer.Answer(429, "", "Retry-After", "3600"));
        Assert.Equal(3600, await bridge.StepAsync());
        Assert.Equal(16, await bridge.StepAsync());
        server.Script.Enqueue(ScriptedServer.Answer(500, ""));
        Assert.Equal(16, await bridge.StepAsync());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for()
    {
        ScriptedServer server = await ScriptedServer.StartAsync();
        Uri url = server.Url;
        await server.DisposeAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(url));
        Assert.Equal(16, await bridge.StepAsync());
        Assert.StartsWith($"no connection to {url.Authority} (", Assert.Single(bridge.Recorded.Sentences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_redirect_is_followed_and_where_it_leads_is_said_without_a_key(int status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(), other = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url), environment: new Dictionary<string, string> { ["NANOBMS_READ_KEY"] = "READKEY000000001" });
        server.AddRange(0, 3);
        server.Script.Enqueue(
            ScriptedServer.Answer(status, "", "Location",
                new Uri(other.Url, "/channels/1/feeds.json?api_key=READKEY000000001").ToString()));
        server.Script.Enqueue(ScriptedServer.Answer(status, "", "Location", "/moved/feeds.json?results=100"));
        Assert.Equal(16, await bridge.StepAsync());
        Assert.Equal(32, await bridge.StepAsync());
        Assert.Equal(
            [
                $"HTTP {status}, the server redirects to http://{other.Url.Authority}: set the address; again in 16 s.",
                $"HTTP {status}, the server redirects to http://{server.Url.Authority}: set the address; again in 32 s.",
            ],
            bridge.Recorded.Sentences);
        Assert.Empty(other.Requests);
        Assert.Equal(2, server.Requests.Count);
        await bridge.StepAsync();
        Assert.Equal([1L, 2, 3], bridge.Ids);
    }

    [Fact]
    public async Task Nulls_and_texts_in_fields_are_missing_values_and_said()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 10);
        server.Entries.Add((11, Samples.Time(10), ["3.9", null, "25"]));
        server.Entries.Add((12, Samples.Time(11), ["3.9", "-1", "warm"]));
        server.Entries.Add((13, Samples.Time(12), ["nan", "-1", "25"]));
        server.Entries.Add((14, Samples.Time(13), [null, "", null, "55.5"]));
        server.Entries.Add((15, Samples.Time(14), [3.95, -1.25, 24]));
        await bridge.StepAsync();

        Assert.Equal([.. Enumerable.Range(1, 13).Select(k => (long)k), 15], bridge.Ids);
        string[] notes = [.. bridge.Recorded.Estimates.Skip(10).Select(estimate => estimate.Note)];
        Assert.Equal("no current, the sample before stands in", notes[0]);
        Assert.Equal("temperature 'warm' is not a number, the sample before stands in", notes[1]);
        Assert.Equal("voltage 'nan' is not a number, the sample before stands in", notes[2]);
        Assert.Equal("1 samples missing, bridged", notes[3]);
        Assert.Equal(1, bridge.Recorded.Estimates[^1].BufferedSamples);
    }

    [Fact]
    public async Task Entries_without_number_or_time_are_passed_over_once_and_said_once()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 2);
        string feed = server.Feed(10).Replace("\"feeds\":[", "\"feeds\":[7,{\"entry_id\":\"x\"},", StringComparison.Ordinal);
        server.Script.Enqueue(ScriptedServer.Answer(200, feed));
        server.Script.Enqueue(ScriptedServer.Answer(200, feed));
        await bridge.StepAsync();
        await bridge.StepAsync();

        Assert.Equal([1L, 2], bridge.Ids);
        Assert.Equal(["an entry has no number; passed over."], bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task A_stale_answer_doubles_nothing()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 2);
        string stale = server.Feed(100);
        server.AddRange(2, 2);
        await bridge.StepAsync();
        server.Script.Enqueue(ScriptedServer.Answer(200, stale));
        await bridge.StepAsync();
        await bridge.StepAsync();

        Assert.Equal([1L, 2, 3, 4], bridge.Ids);
        Assert.Empty(bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task A_cleared_channel_is_said_and_its_new_entries_are_taken()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 5);
        await bridge.StepAsync();
        server.Entries.Clear();
        await bridge.StepAsync();
        server.Entries.Add((1, Samples.Time(100), Samples.Fields(100)));
        await bridge.StepAsync();
        server.Entries.Add((2, Samples.Time(101), Samples.Fields(101)));
        await bridge.StepAsync();

        Assert.Equal([1L, 2, 3, 4, 5, 1, 2], bridge.Ids);
        Assert.Equal(["The channel was cleared; its entries start anew."], bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task An_entry_that_comes_late_is_logged_and_not_used()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 200);
        await bridge.StepAsync();
        server.Entries.Add((201, Samples.Time(50), Samples.Fields(50)));
        await bridge.StepAsync();
        await bridge.StepAsync();

        Assert.Equal(201, bridge.Ids.Last());
        Assert.Equal("older than the sample before, not used", bridge.Recorded.Estimates[^1].Note);
        Assert.Equal(101, bridge.Ids.Distinct().Count());
        Assert.Equal(101, bridge.Recorded.Estimates.Count);
    }

    // A minute between entries: the model of a second never estimates, which is quick, and said.
    [Fact]
    public async Task An_outage_of_more_than_one_answer_holds_is_caught_up()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { History = 1 }, new FakeTimeProvider(Samples.Start.AddDays(20)));
        for (int k = 0; k < 18001; k++)
        {
            server.Entries.Add((k + 1, Samples.Start.AddMinutes(k), Samples.Fields(k % 50)));
            if (k == 0)
            {
                await bridge.StepAsync();
            }
        }

        server.Script.Enqueue(ScriptedServer.Answer(200, server.Feed(100)));
        server.Script.Enqueue(ScriptedServer.Answer(500, ""));
        await bridge.StepAsync();
        Assert.Equal([1L], bridge.Ids);
        await bridge.StepAsync();
        await bridge.StepAsync();

        Assert.Equal(Enumerable.Range(1, 18001).Select(k => (long)k), bridge.Ids);
        Assert.Contains(
            "The entries are further apart than the model bridges: it was trained on a sample each 1 s; give one that fits with --model.",
            bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task Deleted_entries_are_not_looked_for_again_and_again()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 2);
        await bridge.StepAsync();
        server.Entries.Add((9, Samples.Time(2), Samples.Fields(2)));
        await bridge.StepAsync();
        int requests = server.Requests.Count;
        await bridge.StepAsync();
        await bridge.StepAsync();

        Assert.Equal([1L, 2, 9], bridge.Ids);
        Assert.Equal(requests + 2, server.Requests.Count);
    }

    [Fact]
    public async Task A_device_that_started_anew_starts_the_window_anew()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 12);
        server.Add(12, null, null, null, "16");
        server.AddRange(13, 10);
        await bridge.StepAsync();

        Assert.Equal(
            [.. Samples.Expected(Enumerable.Range(0, 12)), .. Samples.Expected(Enumerable.Range(12, 11))],
            bridge.Recorded.Estimates.Select(estimate => estimate.SocText));
        Assert.Equal("device started anew", bridge.Recorded.Estimates[12].Note);
    }
}
