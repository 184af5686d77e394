using NanoBms.Device.Hardware;
using NanoBms.Device.SetUp;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>When a board opens its own Wi-Fi with the page, and when it closes it.</summary>
public sealed class SetUpModeTests
{
    private const string Right =
        $$"""{"wifiSsid":"{{SetUpBoard.Ssid}}","wifiPassword":"{{SetUpBoard.WifiPassword}}","cloudWriteKey":"KEY","""
        + "\"pagePassword\":\"12345678\"}";

    private const string WrongWifi =
        $$"""{"wifiSsid":"{{SetUpBoard.Ssid}}","wifiPassword":"wrong","cloudWriteKey":"KEY","pagePassword":"12345678"}""";

    private readonly AnsweringHttp http = new();
    private readonly SetUpBoard board;

    public SetUpModeTests() => board = new SetUpBoard(http: http);

    private bool IsOpen => board.AccessPoint.IsOpen && board.Page.IsInsteadOfSending;

    [Fact]
    public void Without_settings_the_page_is_there_until_there_are_some_and_the_gauge_measures_meanwhile()
    {
        board.Start();
        Assert.True(IsOpen);
        Assert.Equal(1, board.Restarts);
        Assert.Contains("Set-up: join the Wi-Fi of the gauge and open http://192.168.4.1/", board.Log.Lines);
        board.Run(1300);
        Assert.True(IsOpen);
        Assert.Equal(1, board.Restarts);
        Assert.InRange(board.Gauge.Loop.Estimator.SocCentiPercent, 1, 10000);
    }

    [Fact]
    public void With_settings_that_work_there_is_no_page()
    {
        board.Put(Right);
        board.Start();
        board.Run(4000);
        Assert.False(IsOpen);
        Assert.Equal(0, board.Restarts);
        Assert.InRange(board.Gauge.Upload.Sent, 200, 300);
    }

    [Fact]
    public void A_network_that_never_let_it_in_opens_the_page_once_a_power_up_and_says_why()
    {
        board.Put(WrongWifi);
        board.Start();
        board.Run(190);
        Assert.False(IsOpen);
        board.Run(60);
        Assert.True(IsOpen);
        Assert.Equal("12345678", board.AccessPoint.Password);
        Assert.Contains(
            "Set-up opens: The network \"Home & garden\" does not let the gauge in: "
                + "its name or its password is wrong, or it is out of reach.",
            board.Log.Lines);
        board.Run(500);
        Assert.True(IsOpen);
        board.Run(100);
        Assert.False(IsOpen);
        Assert.Contains("Nobody came to the set-up page: the gauge goes back to sending.", board.Log.Lines);
        int restarts = board.Restarts;
        board.Run(4000);
        Assert.Equal(restarts, board.Restarts);

        // And again after the next power-up.
        board.Start();
        board.Run(250);
        Assert.True(IsOpen);
    }

    [Fact]
    public void A_network_that_goes_away_may_be_away_for_an_hour()
    {
        board.Put(Right);
        board.Start();
        board.Run(120);
        board.IsInReach = false;
        board.Run(3500);
        Assert.False(IsOpen);
        board.Run(300);
        Assert.True(IsOpen);
    }

    [Fact]
    public void A_key_that_the_channel_does_not_know_opens_the_page_and_its_answer_is_told()
    {
        http.Status = 400;
        board.Put(Right);
        board.Start();
        board.Run(60);
        Assert.True(IsOpen);
        Assert.Contains(
            "Set-up opens: ThingSpeak takes nothing from this device: HTTP 400; "
                + "check key and address (cloudWriteKey, cloudChannelId, cloudUrl)",
            board.Log.Lines);
        Assert.Contains(SetUpMode.FileName, board.Store.Files.Keys);
    }

    [Fact]
    public void A_button_opens_the_page()
    {
        board.Put(Right);
        board.Start(isButtonHeld: true);
        Assert.True(IsOpen);
        board.Run(620);
        Assert.False(IsOpen);
        Assert.DoesNotContain(SetUpMode.FileName, board.Store.Files.Keys);
    }

    [Fact]
    public void A_radio_that_does_not_change_over_does_not_stop_the_gauge()
    {
        board.AccessPoint.IsStuck = true;
        board.Start();
        Assert.Equal(1, board.Restarts);
        Assert.False(IsOpen);
        Assert.Contains("The gauge's own Wi-Fi does not change over; it goes on without the page.", board.Log.Lines);
        board.Run(20);
        Assert.InRange(board.Gauge.Loop.Estimator.SocCentiPercent, 1, 10000);
    }

    [Theory]
    [InlineData("""{"wifiSsid":"Home","cellsInSeries":0,"pagePassword":"12345678"}""", "12345678")]
    [InlineData("""{"pagePassword":"12345678","wifiSsid":"Home",""", "12345678")]
    [InlineData("""{"wifiSsid":"Home","pagePassword":"short"}""", "")]
    [InlineData("""{"wifiSsid":"Home","cloudWriteKey":"KEY" "pagePassword":"12345678"}""", "")]
    [InlineData("", "")]
    public void Settings_that_are_wrong_open_the_page_which_says_so_and_the_gauge_measures_meanwhile(string file, string password)
    {
        board.Put(file);
        board.Start();
        Assert.True(IsOpen);
        Assert.Equal(1, board.Restarts);
        Assert.Equal(password, board.AccessPoint.Password);
        Assert.StartsWith("The settings file is wrong. ", board.Context.Fault, StringComparison.Ordinal);
        Assert.Contains(
            "All settings have their defaults, and nothing is sent, until the set-up page mends the file.", board.Log.Lines);
        Assert.Contains(board.Log.Lines, line => line.StartsWith("nanobms.json: ", StringComparison.Ordinal));
        board.Run(1300);
        Assert.True(IsOpen);
        Assert.Equal(1, board.Restarts);
        Assert.Equal(0, http.Posts);
        Assert.InRange(board.Gauge.Loop.Estimator.SocCentiPercent, 1, 10000);

        // Mended by cable, all goes on.
        board.Put(Right);
        board.Start();
        Assert.False(IsOpen);
        board.Run(60);
        Assert.InRange(board.Gauge.Upload.Sent, 1, 10);
    }

    [Fact]
    public void What_was_learnt_of_the_battery_outlives_settings_that_are_wrong()
    {
        board.Put(Right[..^1] + ""","cellsInSeries":4}""");
        board.Measure(14.8, -1);
        board.Start();
        board.Run(600);
        board.Gauge.KeepAll();
        byte[] learnt = [.. board.Gauge.State.Learnt];
        int number = board.Gauge.State.NewestNumber, waiting = board.Gauge.Queue.Count, soc = board.Gauge.Loop.Estimator.SocCentiPercent;
        board.Put(Right[..^1] + ""","cellsInSeries":400}""");
        board.Start();
        board.Run(600);
        board.Gauge.KeepAll();
        Assert.Equal(learnt, board.Gauge.State.Learnt);
        Assert.InRange(board.Gauge.State.NewestNumber, number, number + 100);
        board.Put(Right[..^1] + ""","cellsInSeries":4}""");
        board.Start();
        Assert.Equal(waiting, board.Gauge.Queue.Count);
        Assert.InRange(board.Gauge.State.SocCentiPercent, soc - 100, soc + 100);
        Assert.DoesNotContain(board.Log.Lines, line => line.StartsWith("Another battery", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_came_by_cable_while_the_page_was_there_close_it()
    {
        board.Start();
        board.Put(Right);
        board.Start();
        Assert.False(IsOpen);
        board.Run(60);
        Assert.InRange(board.Gauge.Upload.Sent, 1, 10);
    }

    [Fact]
    public void Restarts_for_the_page_are_none_of_supervision_and_keep_the_state_of_charge()
    {
        board.Put(WrongWifi);
        board.Start();
        board.Run(150);
        int soc = board.Gauge.Loop.Estimator.SocCentiPercent;
        board.Run(100);
        Assert.True(IsOpen);
        Assert.Equal(0, board.Gauge.State.SupervisedRestarts);
        Assert.InRange(board.Gauge.Loop.Estimator.SocCentiPercent, soc - 300, soc + 100);
    }

    private sealed class AnsweringHttp : IHttp
    {
        public int Status { get; set; } = 200;

        public HttpReply Get(string url) => new() { Status = Status, Body = "created_at,entry_id,field1\n" };

        public int Posts { get; private set; }

        public HttpReply Post(string url, IRequestBody body)
        {
            Posts++;
            return new HttpReply { Status = Status, Body = "1" };
        }
    }
}
