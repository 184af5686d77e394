using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Hosting;
using NanoBms.ChannelServer.Memory;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

public class PageTests(Browser browser) : IClassFixture<Browser>
{
    private const int PhoneWidth = 390, PhoneHeight = 844, DesktopWidth = 1280, DesktopHeight = 900;

    public static TheoryData<string, int, int, ColorScheme> Sizes => new()
    {
        { "phone", PhoneWidth, PhoneHeight, ColorScheme.Light },
        { "phone-dark", PhoneWidth, PhoneHeight, ColorScheme.Dark },
        { "desktop", DesktopWidth, DesktopHeight, ColorScheme.Light },
        { "desktop-dark", DesktopWidth, DesktopHeight, ColorScheme.Dark },
    };

    [Fact]
    public async Task What_breaks_a_rule_of_accessibility_is_named()
    {
        IPage page = await browser.OpenAsync(PhoneWidth, PhoneHeight);
        await page.SetContentAsync(Page("<html>", "<img src='data:,'>"));
        string[] violations = await Browser.ViolationsAsync(page);
        Assert.Equal(["html-has-lang", "image-alt"], violations.Select(violation => violation.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Contains("<img src=\"data:,\">", string.Join(' ', violations), StringComparison.Ordinal);
        await page.SetContentAsync(Page("<html lang='en'>", "<img src='data:,' alt='A cell'>"));
        Assert.Empty(await Browser.ViolationsAsync(page));

        static string Page(string html, string picture) =>
            $"<!doctype html>{html}<title>Page</title><main><h1>Page</h1>{picture}</main></html>";
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task No_data_says_so_and_how_to_write(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("No data yet");
        await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("Waiting for the first entry");
        await Assertions.Expect(page.Locator("#gauge-mode")).ToHaveTextAsync("No data yet");
        await Assertions.Expect(page.Locator(".field")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator(".badge").First).ToHaveTextAsync("Unknown");
        await FinishAsync(page, errors, $"no-data-{size}");
    }

    [Fact]
    public async Task A_channel_that_is_not_there_is_said_to_be_none()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight, ColorScheme.Light);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await page.GotoAsync(channel.Server.Url + "channels/77");
        await Assertions.Expect(page.Locator("#notice")).ToHaveTextAsync("There is no channel 77 on this server.");
        await FinishAsync(page, [], "no-channel-desktop");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_browser_is_refused_on_a_page(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync(isPublic: false);
        IResponse? reply = await page.GotoAsync(channel.Server.Url + "channels/1/feeds.json");
        Assert.Equal(401, reply!.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("401 Authorization Required");
        await Assertions.Expect(page.Locator(".notice p")).ToHaveTextAsync(
            "This channel is private; its read key (api_key or header THINGSPEAKAPIKEY) is missing or wrong.");
        await FinishAsync(page, [], $"refused-{size}");
        await page.GotoAsync(channel.Server.Url + "nowhere/<b>");
        await Assertions.Expect(page.Locator(".notice p")).ToHaveTextAsync("Nothing is at this address; check channel number and path.");

        // A program gets what ThingSpeak answers.
        Assert.Equal("-1", await channel.GetTextAsync("channels/1/feeds.json"));
        Assert.Equal(404, (await channel.GetJsonAsync("nowhere")).Status);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Fifty_batteries_are_a_list_with_what_each_of_them_needs(string size, int width, int height, ColorScheme scheme)
    {
        const int Batteries = 50;
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync(channels:
            [.. Enumerable.Range(1, Batteries).Select(id => new ChannelSettings
            {
                Id = id, Name = $"Cargo bike {id}", IsPublic = id != 50, WriteKey = id == 1 ? null : $"WRITEKEY{id:00000000}",
            })]);
        for (int id = 1; id <= Batteries - 2; id++)
        {
            string time = id == 3 ? $"&created_at={DateTime.UtcNow.AddHours(-5):yyyy-MM-ddTHH:mm:ssZ}" : "";
            await channel.GetTextAsync(
                $"update?api_key=WRITEKEY{id:00000000}&field1=25.{id:00}&field2=-1.5&field4={98 - id}.25&field5=1.5&field7="
                    + $"{(id == 2 ? 129 : 8)}&field8=20{time}");
        }

        List<string> errors = await GoAsync(page, channel.Server.Url.ToString(), "#fleet");
        await Assertions.Expect(page.Locator("#fleet-body tr")).ToHaveCountAsync(Batteries);
        await Assertions.Expect(page.Locator("#fleet-summary"))
            .ToHaveTextAsync("50 batteries, 1 with a problem, 1 quiet, 1 without an entry, 1 private");
        ILocator rows = page.Locator("#fleet-body tr");
        await Assertions.Expect(rows.Nth(0).Locator("td").Nth(1)).ToHaveTextAsync("97.3 % ±1.5");
        await Assertions.Expect(rows.Nth(0).Locator(".badge")).ToHaveTextAsync("OK");
        await Assertions.Expect(rows.Nth(1).Locator(".badge")).ToHaveTextAsync(["Sensor fault", "Charge low"]);
        await Assertions.Expect(rows.Nth(2)).ToHaveClassAsync("old");
        await Assertions.Expect(rows.Nth(2).Locator("td").Last).ToHaveTextAsync("5 h ago");
        await Assertions.Expect(rows.Nth(48).Locator("td").Last).ToHaveTextAsync("none yet");
        await Assertions.Expect(rows.Nth(49).Locator("td").First).ToHaveTextAsync("Channel 50 (private)");
        Assert.True(
            await page.EvaluateAsync<bool>(
                "() => [...document.querySelectorAll('#fleet .scroll')].every(box => box.scrollWidth <= box.clientWidth)"),
            "a part of the list is out of sight");
        await FinishAsync(page, errors, $"fleet-{size}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cargo bike 7", Exact = true }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(channel.Server.Url + "channels/7");
        await Assertions.Expect(page.Locator("#gauge-text")).ToHaveTextAsync("State of charge 91.3 percent");
        await page.GetByRole(AriaRole.Link, new() { Name = "All batteries" }).ClickAsync();
        await Assertions.Expect(page.Locator("#fleet-summary")).ToContainTextAsync("50 batteries");
    }

    [Fact]
    public async Task What_the_list_asks_for_is_bounded_and_private_values_stay_private()
    {
        await using RunningChannel channel = await RunningChannel.StartAsync(channels:
        [
            new ChannelSettings { Id = 1 },
            new ChannelSettings { Id = 2, Name = "Mine", IsPublic = false, WriteKey = "WRITEKEY00000002" },
        ]);
        await channel.GetTextAsync("update?api_key=WRITEKEY00000002&field4=55");
        string newest = await channel.GetTextAsync("page/newest.json?ids=1,2");
        Assert.Contains("""[{"id":1,"name":"Battery"},{"id":2,"name":null}]""", newest, StringComparison.Ordinal);
        Assert.Equal(404, (await channel.GetJsonAsync("page/newest.json?ids=3")).Status);
        Assert.Equal(400, (await channel.GetJsonAsync("page/newest.json?ids=x")).Status);
        Assert.Equal(400, (await channel.GetJsonAsync("page/newest.json?ids=" + string.Join(',', Enumerable.Repeat("1", 101)))).Status);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(6, 4)]
    [InlineData(24, 4)]
    [InlineData(168, 3)]
    public async Task Times_are_named_often_enough_on_a_narrow_phone(int hours, int least)
    {
        IPage page = await browser.OpenAsync(360, 740);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await SampleEntries.WriteAsync(channel, 8 * SampleEntries.ADay, DateTimeOffset.UtcNow);
        List<string> errors = await GoAsync(page, channel.Server.Url + $"?hours={hours}");
        ILocator charts = page.Locator(".field canvas");
        await Assertions.Expect(charts).ToHaveCountAsync(8);
        await page.EvaluateAsync("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
        for (int k = 0; k < 6; k++)
        {
            string times = await charts.Nth(k).GetAttributeAsync("data-times") ?? "";
            Assert.True(times.Split('|').Length >= least, times);
        }

        await FinishAsync(page, errors, $"narrow-{hours}h");
    }

    [Fact]
    public async Task A_chart_is_read_by_the_keyboard()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await channel.PostJsonAsync(
            "channels/1/bulk_update.json",
            $$"""
            {"write_api_key":"{{RunningChannel.WriteKey}}","updates":[
              {"created_at":"2026-01-31T08:00:00Z","field1":3.9},{"created_at":"2026-01-31T08:00:15Z","field1":3.8},
              {"created_at":"2026-01-31T08:00:30Z","field1":3.7}]}
            """);
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        ILocator chart = page.GetByRole(AriaRole.Slider, new() { Name = "Voltage, value at a time" });
        await page.Locator("#spans button").Last.FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(chart).ToBeFocusedAsync();
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-valuetext", "31 Jan 2026, 08:00:30: 3.7 V");
        await Assertions.Expect(page.Locator(".tip").First).ToContainTextAsync("3.7 V");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-valuetext", "31 Jan 2026, 08:00:15: 3.8 V");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-valuenow", "0");
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-valuenow", "2");
        await FinishAsync(page, errors, "keyboard-desktop");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".tip").First).ToBeHiddenAsync();
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_is_missing_is_a_ledger_with_reasons(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        string[] statuses = ["n1", "n2", "n5-2r", "n9"];
        for (int k = 0; k < statuses.Length; k++)
        {
            await channel.GetTextAsync(
                $"update?api_key={RunningChannel.WriteKey}&field1=3.7&field4=50&status={statuses[k]}&"
                    + $"created_at=2026-01-31T08:00:{k * 15:00}Z");
        }

        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await page.Locator("#ledger summary").ClickAsync();
        await Assertions.Expect(page.Locator("#ledger-summary")).ToHaveTextAsync("Missing entries in this span: 5, at 2 places");
        await Assertions.Expect(page.Locator("#ledger-body tr").First.Locator("td")).ToHaveTextAsync(
            ["31 Jan 2026, 08:00:45", "6 to 8", "3", "the device does not know why"]);
        await Assertions.Expect(page.Locator("#ledger-body tr").Last.Locator("td").Last)
            .ToHaveTextAsync("2 for which there was no room, or no time");

        // What a field does not hold has no age.
        string[] ages = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.latest')].slice(0, 2).map(node => getComputedStyle(node, '::after').content)");
        Assert.EndsWith("days ago\"", ages[0], StringComparison.Ordinal);
        Assert.Equal("none", ages[1]);
        await FinishAsync(page, errors, $"ledger-{size}");
    }

    [Fact]
    public async Task A_channel_without_a_state_of_charge_is_not_said_to_collect_samples_for_ever()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        string updates = string.Join(',', Enumerable.Range(0, 39).Select(_ => """{"delta_t":15,"field1":3.7}"""));
        await channel.PostJsonAsync(
            "channels/1/bulk_update.json", $$"""{"write_api_key":"{{RunningChannel.WriteKey}}","updates":[{{updates}}]}""");
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await Assertions.Expect(page.Locator("#gauge-mode")).ToHaveTextAsync("Collecting samples");
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.7");
        await Assertions.Expect(page.Locator("#gauge-mode")).ToHaveTextAsync("Its entries hold no state of charge");
        await FinishAsync(page, errors, "without-soc-desktop");
    }

    [Fact]
    public async Task Entries_that_are_dated_ahead_are_named_and_hide_nothing()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight, ColorScheme.Light);
        await using RunningChannel channel = await RunningChannel.StartAsync(maxAhead: null);
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.9&field4=99&created_at=2036-01-01T00:00:00Z");
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.8&field4=72.45");
        await page.GotoAsync(channel.Server.Url.ToString());
        await Assertions.Expect(page.Locator("#gauge-text")).ToContainTextAsync("72.5 percent");
        await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync("Dated ahead of now, not shownentry 1");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task One_point_is_shown_with_all_eight_values(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await channel.GetTextAsync(
            $"update?api_key={RunningChannel.WriteKey}&field1=3.852&field2=-2.300&field3=28.50&field4=72.45&field5=1.8&field6=71.90&"
                + "field7=16&field8=2.87");
        List<string> errors = await GoAsync(page, channel.Server.Url + "channels/1");
        await Assertions.Expect(page.Locator("#gauge-text")).ToHaveTextAsync("State of charge 72.5 percent");
        await Assertions.Expect(page.Locator("#gauge-mode")).ToHaveTextAsync("Discharging at 2.30 A");
        await Assertions.Expect(page.Locator("#gauge-bar")).ToHaveTextAsync("±1.8: from 70.7 to 74.3 %");
        Assert.Equal(
            ["3.852V", "−2.300A", "28.50°C", "72.45%", "1.8%", "71.90%", "16", "2.87Ah"],
            await page.Locator(".latest").AllTextContentsAsync());
        Assert.Equal(
            ["OK", "Measured", "Continuous", "Agrees", "Up to date", "Just started", "None"],
            await page.Locator(".badge").AllTextContentsAsync());
        await Assertions.Expect(page.Locator(".field canvas").First)
            .ToHaveAttributeAsync("aria-label", "Voltage: latest 3.852V. One value in this span");
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await FinishAsync(page, errors, $"one-point-{size}");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_day_of_points_is_drawn_whole(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await SampleEntries.WriteAsync(channel, SampleEntries.ADay, DateTimeOffset.UtcNow);
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync("5,600");
        await Assertions.Expect(page.Locator("#averages")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".range").First).ToContainTextAsync("in this span");
        Assert.Equal(8, await page.EvaluateAsync<int>(DrawnCharts));
        await FinishAsync(page, errors, $"day-{size}");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Each_status_bit_has_its_words_and_its_lane(string size, int width, int height, ColorScheme scheme)
    {
        IPage page = await browser.OpenAsync(width, height, scheme);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        int[] bits = [.. Enumerable.Range(0, 10).Select(k => 1 << k)];
        string updates = string.Join(
            ',',
            bits.Append(1023).Select((status, k) => $$"""{"delta_t":{{(k == 0 ? 0 : 60)}},"field4":{{40 - k}},"field7":{{status}}}"""));
        Assert.Equal(
            202,
            (await channel.PostJsonAsync(
                "channels/1/bulk_update.json", $$"""{"write_api_key":"{{RunningChannel.WriteKey}}","updates":[{{updates}}]}""")).Status);
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "1 h", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".badge")).ToHaveTextAsync(
            ["Fault", "Held", "Restarted", "Differs", "Entries wait", "Restarted itself", "Just started", "Charge low", "Too hot",
                "Over-current"]);
        await Assertions.Expect(page.Locator(".field .range").Nth(6)).ToHaveTextAsync(
            "Set in this span: sensor fault, value held, restarted, backlog, power-up, count differs, self-restart, charge low, too hot, "
                + "over-current");
        await FinishAsync(page, errors, $"all-bits-{size}");
    }

    [Fact]
    public async Task The_truth_is_drawn_beside_the_gauge_where_something_knows_it()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        var rules = new ChannelRules { RateLimit = TimeSpan.Zero };
        var channel = new MemoryChannel(new ChannelSettings { WriteKey = RunningChannel.WriteKey }, rules);
        await using ChannelHost host = await ChannelHost.StartAsync(
            new ChannelInterface(channel, channel, channel, channel.Signals, rules, _ => 61.5), IPAddress.Loopback, 0,
            ct: TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = host.Url };
        await SampleEntries.WriteAsync(client, RunningChannel.WriteKey, 240, DateTimeOffset.UtcNow);
        List<string> errors = await GoAsync(page, host.Url.ToString());
        await Assertions.Expect(page.Locator(".field .range").Nth(3)).ToContainTextAsync("dashed: the truth, now 61.5 %");
        Assert.DoesNotContain("truth", await page.Locator(".field .range").Nth(5).TextContentAsync() ?? "", StringComparison.Ordinal);
        await client.GetStringAsync(
            new Uri(
                $"update?api_key={RunningChannel.WriteKey}&field1=3.7&field2=-2&field4=60.0&field5=1.5&field7=0&field8=2.9",
                UriKind.Relative),
            TestContext.Current.CancellationToken);
        await Assertions.Expect(page.Locator("#gauge-text")).ToHaveTextAsync("State of charge 60.0 percent");
        await FinishAsync(page, errors, "truth-desktop");
    }

    // As the virtual cell is at the end of a charge: the axis of the state of charge went to 150 %.
    [Fact]
    public async Task A_truth_beyond_full_is_drawn_as_full()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        var rules = new ChannelRules { RateLimit = TimeSpan.Zero };
        var channel = new MemoryChannel(new ChannelSettings { WriteKey = RunningChannel.WriteKey }, rules);
        await using ChannelHost host = await ChannelHost.StartAsync(
            new ChannelInterface(channel, channel, channel, channel.Signals, rules, _ => 100.6), IPAddress.Loopback, 0,
            ct: TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = host.Url };
        foreach (string percent in (string[])["3.0", "99.9"])
        {
            await client.GetStringAsync(
                new Uri(
                    $"update?api_key={RunningChannel.WriteKey}&field1=3.7&field2=-2&field4={percent}&field5=1.5&field7=0&field8=2.9",
                    UriKind.Relative),
                TestContext.Current.CancellationToken);
        }

        List<string> errors = await GoAsync(page, host.Url.ToString());
        await Assertions.Expect(page.Locator(".field .range").Nth(3)).ToContainTextAsync("dashed: the truth, now 100.0 %");
        await Assertions.Expect(page.Locator(".field canvas").Nth(3)).ToHaveAttributeAsync("data-levels", "0|50|100");
        await FinishAsync(page, errors, "truth-full");
    }

    [Fact]
    public async Task Power_charge_left_and_time_to_go_follow_from_the_newest_values_and_the_tab_tells_the_charge()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await channel.GetTextAsync(
            $"update?api_key={RunningChannel.WriteKey}&field1=3.7&field2=-2&field4=60.0&field5=1.5&field7=0&field8=3.0");
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        ILocator facts = page.Locator("#battery-facts");
        await Assertions.Expect(facts).ToContainTextAsync("Voltage3.70 VCurrent\u22122.00 APower\u22127.4 W");
        await Assertions.Expect(facts).ToContainTextAsync("Charge left1.80 Ah of 3.00 Ah");
        await Assertions.Expect(facts).ToContainTextAsync("Time to go54 min at the last 10 minutes' 2.00 A");
        Assert.StartsWith("60.0 % – ", await page.TitleAsync());
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.7&field2=0.1&field7=2");
        await Assertions.Expect(page.Locator("#gauge-text")).ToHaveTextAsync("State of charge not known");
        Assert.StartsWith("--- – ", await page.TitleAsync());
        await Assertions.Expect(facts).Not.ToContainTextAsync("Charge left");
        await FinishAsync(page, errors, "facts-desktop");
    }

    [Fact]
    public async Task A_span_stays_in_the_address_and_what_is_old_is_grey()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await SampleEntries.WriteAsync(channel, 960, DateTimeOffset.UtcNow.AddHours(-3));
        List<string> errors = await GoAsync(page, channel.Server.Url + "?hours=6");
        await Assertions.Expect(page.Locator("[data-hours='6']")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("Quiet for 3 h");
        await Assertions.Expect(page.Locator("body")).ToHaveClassAsync("stale");
        await Assertions.Expect(page.Locator("#gauge-age")).ToHaveTextAsync("As it was 3 h ago");
        Assert.Equal(
            "\"3 h ago\"",
            await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.latest'), '::after').content"));
        Assert.Contains(" % (3 h ago) – ", await page.TitleAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "7 days", Exact = true }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(channel.Server.Url + "?hours=168");
        await FinishAsync(page, errors, "stale-desktop");
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.7&field4=60");
        await Assertions.Expect(page.Locator("body")).Not.ToHaveClassAsync("stale");
        await Assertions.Expect(page.Locator("#gauge-age")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Old_values_have_an_age_and_no_time_to_go()
    {
        IPage page = await browser.OpenAsync(PhoneWidth, PhoneHeight);
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using RunningChannel channel = await RunningChannel.StartAsync(clock: clock);
        await channel.GetTextAsync(
            $"update?api_key={RunningChannel.WriteKey}&field1=3.7&field2=-2&field4=60.0&field5=1.5&field7=0&field8=3.0");
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        ILocator facts = page.Locator("#battery-facts"), age = page.Locator("#battery-age");
        await Assertions.Expect(facts).ToContainTextAsync("Time to go54 min");
        await Assertions.Expect(age).ToBeHiddenAsync();

        // Quiet, and the time to go still is one; then it is not any more. The page hears of the server's time by itself.
        clock.Advance(TimeSpan.FromMinutes(3));
        await Assertions.Expect(age).ToHaveTextAsync("As it was 3 min ago");
        await Assertions.Expect(facts).ToContainTextAsync("Time to go");
        clock.Advance(TimeSpan.FromMinutes(3));
        await Assertions.Expect(age).ToHaveTextAsync("As it was 6 min ago");
        await Assertions.Expect(facts).Not.ToContainTextAsync("Time to go");
        await Assertions.Expect(facts).ToContainTextAsync("Power\u22127.4 WCharge left1.80 Ah of 3.00 Ah");
        Assert.StartsWith("60.0 % (6 min ago) – ", await page.TitleAsync(), StringComparison.Ordinal);
        await FinishAsync(page, errors, "old-phone");

        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.7&field2=-2&field4=59.0&field8=3.0");
        await Assertions.Expect(facts).ToContainTextAsync("Time to go53 min");
        await Assertions.Expect(age).ToBeHiddenAsync();
    }

    [Fact]
    public void The_page_and_Home_Assistant_call_the_same_values_old() => Assert.Contains(
        FormattableString.Invariant($"OLD_MS = {BatteryState.OldAfter.TotalMilliseconds:0};"),
        File.ReadAllText(Repository.File("tools", "ChannelServer", "Page", "Assets", "format.js")), StringComparison.Ordinal);

    [Fact]
    public void The_page_knows_the_bits_that_the_settings_guide_names()
    {
        string script = File.ReadAllText(Repository.File("tools", "ChannelServer", "Page", "Assets", "bits.js")),
            guide = File.ReadAllText(Repository.File("docs", "settings.md"));
        IEnumerable<int> named = Regex.Matches(guide, @"^\| (\d+) \| \S", RegexOptions.Multiline)
            .Select(row => int.Parse(row.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Where(int.IsPow2);
        IEnumerable<int> known = Regex.Matches(script, @"mask: (\d+)")
            .Select(bit => int.Parse(bit.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(named.Distinct().Order(), known.Order());
    }

    [Fact]
    public async Task New_entries_appear_by_themselves_and_the_span_can_be_chosen()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await SampleEntries.WriteAsync(channel, 960, DateTimeOffset.UtcNow.AddMinutes(-1));
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await Assertions.Expect(page.Locator("#connection-text")).Not.ToHaveTextAsync("Connecting");
        await page.GetByRole(AriaRole.Button, new() { Name = "1 h", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-hours='1']")).ToHaveAttributeAsync("aria-pressed", "true");
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=4.111&field4=8.2&field7=1");
        await Assertions.Expect(page.Locator(".latest").First).ToHaveTextAsync("4.111V");
        await Assertions.Expect(page.Locator("#gauge-text")).ToHaveTextAsync("State of charge 8.2 percent");
        await Assertions.Expect(page.Locator(".badge").First).ToHaveTextAsync("Fault");
        await page.Locator("#entries summary").ClickAsync();
        await Assertions.Expect(page.Locator("#entries-body tr").First).ToContainTextAsync("4.111");
        await page.Locator(".plot").First.HoverAsync();
        await Assertions.Expect(page.Locator(".tip").First).ToBeVisibleAsync();
        await FinishAsync(page, errors, "live-desktop");
    }

    [Fact]
    public async Task Lost_server_is_shown_and_found_again_without_losing_entries()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using var place = new ChannelProcess();
        await place.StartAsync();
        string url = place.Url!.ToString();
        await page.GotoAsync(url);
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("No data yet");
        place.Kill();
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("Reconnecting");
        await place.StartAsync();
        await place.UpdateAsync("field1=3.901");
        await Assertions.Expect(page.Locator(".latest").First).ToHaveTextAsync("3.901V", new() { Timeout = 30000 });
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task Private_channel_asks_for_its_read_key()
    {
        IPage page = await browser.OpenAsync(PhoneWidth, PhoneHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync(isPublic: false);
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=3.852");
        await page.GotoAsync(channel.Server.Url.ToString());
        await page.GetByLabel("This channel is private").FillAsync("WRONG");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Assertions.Expect(page.Locator("#key-error")).ToHaveTextAsync("That key does not open the channel.");
        await Browser.PictureAsync(page, "private-phone");
        await page.GetByLabel("This channel is private").FillAsync(RunningChannel.ReadKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Assertions.Expect(page.Locator(".latest").First).ToHaveTextAsync("3.852V");
        await Assertions.Expect(page.Locator("#connection-text")).ToHaveTextAsync("Live");
        IDownload file = await page.RunAndWaitForDownloadAsync(() => page.Locator("#export-csv").ClickAsync());
        Assert.Contains(
            ",1,3.852,", await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_names_and_other_fields_fit_on_a_phone_and_channels_can_be_chosen()
    {
        IPage page = await browser.OpenAsync(PhoneWidth, PhoneHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync(channels:
        [
            new ChannelSettings { Id = 1, Name = "Energy store of the garden house, second string",
                Description = "Sixteen cells in series, measured at the terminals" },
            new ChannelSettings { Id = 2, Name = "Well", Fields = [new("Water level below ground, averaged", "m"), new("Pump")] },
        ]);
        List<string> errors = await GoAsync(page, channel.Server.Url + "channels/1");
        await page.Locator("#channel").SelectOptionAsync("2");

        // Asked again and again until it holds: an event that is waited for can be over before the waiting begins.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/channels/2$"));
        await Assertions.Expect(page.Locator("#name")).ToHaveTextAsync("Well");
        await Assertions.Expect(page.Locator(".field")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#gauge")).ToBeHiddenAsync();
        await FinishAsync(page, errors, "other-fields-phone");
        await page.GotoAsync(channel.Server.Url + "channels/1");
        await Assertions.Expect(page.Locator(".field")).ToHaveCountAsync(8);
        await FinishAsync(page, errors, "long-names-phone");
    }

    [Fact]
    public async Task Page_follows_its_channel_while_fifty_channels_write()
    {
        const int Channels = 50, Writes = 20;
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync(channels:
            [.. Enumerable.Range(1, Channels)
                .Select(id => new ChannelSettings { Id = id, WriteKey = id == 1 ? null : $"WRITEKEY{id:00000000}" })]);
        List<string> errors = await GoAsync(page, channel.Server.Url + "channels/1");
        await Task.WhenAll(Enumerable.Range(1, Channels).Select(id => Task.Run(async () =>
        {
            for (int k = 1; k <= Writes; k++)
            {
                Assert.Equal($"{k}", await channel.GetTextAsync($"update?api_key=WRITEKEY{id:00000000}&field1={id}.{k:000}"));
            }
        })));
        await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync("Entries20");
        await Assertions.Expect(page.Locator(".latest").First).ToHaveTextAsync("1.020V");
        await Assertions.Expect(page.Locator(".range").First).ToHaveTextAsync("1.001 to 1.020 V in this span");
        Assert.Empty(errors);
        for (int id = 1; id <= Channels; id++)
        {
            Assert.Equal(Writes, (await channel.GetJsonAsync($"channels/{id}/feeds.json")).Json.GetProperty("feeds").GetArrayLength());
        }
    }

    [Fact]
    public async Task Many_entries_are_averaged()
    {
        IPage page = await browser.OpenAsync(DesktopWidth, DesktopHeight);
        await using RunningChannel channel = await RunningChannel.StartAsync();
        await SampleEntries.WriteAsync(channel, 8640, DateTimeOffset.UtcNow);
        List<string> errors = await GoAsync(page, channel.Server.Url.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "All" }).ClickAsync();
        await Assertions.Expect(page.Locator("#averages")).ToContainTextAsync("Each point is the average of 2 min");
        ILocator chart = page.GetByRole(AriaRole.Slider, new() { Name = "Voltage, value at a time" });
        string before = await chart.GetAttributeAsync("aria-valuemax") ?? "";
        await chart.FocusAsync();
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-valuetext", new Regex("V, mean of 2 min$"));

        // An entry is told as the newest, and is no point among averages.
        await channel.GetTextAsync($"update?api_key={RunningChannel.WriteKey}&field1=4.123&field4=12.5");
        await Assertions.Expect(page.Locator("#gauge-text")).ToHaveTextAsync("State of charge 12.5 percent");
        await Assertions.Expect(page.Locator(".latest").First).ToHaveTextAsync("4.123V");
        await Assertions.Expect(chart).ToHaveAttributeAsync("aria-valuemax", before);
        await page.Locator("#entries summary").ClickAsync();
        await Assertions.Expect(page.Locator("#entries-body tr").First.Locator("td").Nth(2)).ToHaveTextAsync("4.123");
        Assert.Equal(20, await page.Locator("#entries-body tr").CountAsync());
        await FinishAsync(page, errors, "averaged-desktop");
    }

    // Charts with pixels of the line's own colour in the left, the middle and the right third.
    private const string DrawnCharts = """
        () => [...document.querySelectorAll('.field')].filter(card => {
          const canvas = card.querySelector('canvas'), context = canvas.getContext('2d', { willReadFrequently: true });
          const color = getComputedStyle(card).getPropertyValue('--line-color').trim();
          const [red, green, blue] = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16));
          return [0, 1, 2].every(third => {
            const width = Math.floor(canvas.width / 3), { data } = context.getImageData(third * width, 0, width, canvas.height);
            for (let k = 0; k < data.length; k += 4) {
              if (Math.abs(data[k] - red) + Math.abs(data[k + 1] - green) + Math.abs(data[k + 2] - blue) < 12 && data[k + 3] > 200) return true;
            }
            return false;
          });
        }).length
        """;

    private static async Task<List<string>> GoAsync(IPage page, string url, string shown = "#content")
    {
        // The policy of the page forbids all that is not of the server itself; the browser says so here if something tries.
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal))
            {
                errors.Add("asked for " + request.Url);
            }
        };
        await page.GotoAsync(url);
        await Assertions.Expect(page.Locator(shown)).ToBeVisibleAsync();
        return errors;
    }

    private static async Task FinishAsync(IPage page, List<string> errors, string name)
    {
        await Browser.SettleAsync(page);
        await page.EvaluateAsync("() => window.scrollTo(0, 0)");
        await Browser.PictureAsync(page, name);
        Assert.Empty(errors);
        Assert.True(
            await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
            "the page is wider than the screen");
        Assert.Empty(await page.EvaluateAsync<string[]>(UnlabelledControls));
        Assert.Empty(await page.EvaluateAsync<string[]>(FaintTexts));
        Assert.Empty(await Browser.ViolationsAsync(page));
    }

    private const string UnlabelledControls = """
        () => [...document.querySelectorAll('button, a, input, select, canvas, svg[role=img]')]
          .filter(node => node.offsetParent !== null || node.tagName === 'svg')
          .filter(node => !(node.textContent.trim() || node.getAttribute('aria-label') || node.getAttribute('aria-labelledby') || node.labels?.length))
          .map(node => node.outerHTML)
        """;

    // Texts whose contrast with what is behind them is under 4.5 to 1 (WCAG 2.2, 1.4.3).
    private const string FaintTexts = """
        () => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const luminance = rgb => rgb.slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
          const behind = node => {
            for (; node; node = node.parentElement) {
              const color = parse(getComputedStyle(node).backgroundColor);
              if (color.length === 3 || color[3] === 1) return color;
            }
            return [255, 255, 255];
          };
          const faint = [];
          for (const node of document.querySelectorAll('body *')) {
            if (![...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim()) || node.getClientRects().length === 0) continue;
            const style = getComputedStyle(node), text = luminance(parse(node instanceof SVGElement ? style.fill : style.color)), back = luminance(behind(node));
            const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
            if (ratio < 4.5) faint.push(`${node.tagName} "${node.textContent.trim()}" ${ratio.toFixed(2)}`);
          }
          return faint;
        }
        """;
}
