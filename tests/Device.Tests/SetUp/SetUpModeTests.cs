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

        public HttpReply Post(string url, IRequestBody body) => new() { Status = Status, Body = "1" };
    }
}
