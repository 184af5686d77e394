using System.Net;
using System.Text.RegularExpressions;
using NanoBms.Cells.Virtual;
using NanoBms.Device.Settings;
using NanoBms.Model;
using NanoBms.PackSimulator.Commands;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.SetUp;
using NanoBms.TestSupport;

namespace NanoBms.PackSimulator.Tests.SetUp;

public class UnsetBoardTests
{
    [Fact]
    public async Task A_board_without_settings_is_set_up_on_its_page_and_sends()
    {
        await using Channel channel = await Channel.StartAsync(0, null, TestContext.Current.CancellationToken);
        using UnsetBoard board = Board(channel, isSwapped: false);
        using var end = new CancellationTokenSource();
        Task running = Task.Run(() => SetUpRun.Run(board, 0, null, end.Token), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = board.Url, Timeout = WaitLimit.Time };
        string page = await client.GetStringAsync(new Uri("/", UriKind.Relative), WaitLimit.Token);
        var form = new Dictionary<string, string>
        {
            ["token"] = Regex.Match(page, "name=\"token\" value=\"(\\w+)\"").Groups[1].Value,
            ["wifiSsid"] = UnsetBoard.Ssid,
            ["wifiPassword"] = UnsetBoard.WifiPassword,
            ["cloudUrl"] = channel.Url.ToString().TrimEnd('/'),
            ["cloudChannelId"] = "1",
            ["cloudWriteKey"] = channel.WriteKey,
            ["cellsInSeries"] = "1",
            ["cellsInParallel"] = "1",
            ["cellCapacityAh"] = "0",
            ["shuntOhm"] = "0.002",
            ["currentSensor"] = "INA226",
            ["pagePassword"] = "my gauge page",
        };
        using var content = new FormUrlEncodedContent(form);
        using HttpResponseMessage reply = await client.PostAsync(new Uri("/save", UriKind.Relative), content, WaitLimit.Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        while (board.Sent == 0)
        {
            await Task.Delay(50, WaitLimit.Token);
        }

        Assert.False(board.IsPageOpen);
        await end.CancelAsync();
        await running.WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Swapped_sense_wires_are_told_on_the_page()
    {
        await using Channel channel = await Channel.StartAsync(0, null, TestContext.Current.CancellationToken);
        using UnsetBoard board = Board(channel, isSwapped: true);
        using var end = new CancellationTokenSource();
        Task running = Task.Run(() => SetUpRun.Run(board, 0, null, end.Token), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = board.Url, Timeout = WaitLimit.Time };
        string live = "";
        while (!live.Contains("The sense wires are swapped", StringComparison.Ordinal))
        {
            await Task.Delay(100, WaitLimit.Token);
            live = await client.GetStringAsync(new Uri("/live?doing=load", UriKind.Relative), WaitLimit.Token);
        }

        await end.CancelAsync();
        await running.WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken);
    }

    private static UnsetBoard Board(Channel channel, bool isSwapped) => new(
        new DrivenCell(CellParametersFile.Default(), 25, 1, false, 0.7), () => new GeneratedModel(),
        new DeviceSettings { ReverseCurrent = isSwapped }, 1, new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc), channel.Http,
        new LiveConsole(TextWriter.Null, null, all: true, quiet: true));
}
