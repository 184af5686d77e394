using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NanoBms.Device.SetUp;
using NanoBms.PackSimulator.Sensors.Catalog;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>The page by its requests and answers.</summary>
public sealed partial class PageServerTests
{
    private const string Host = "192.168.4.1";

    private readonly FakeVisitors visitors = new();
    private readonly SetUpBoard board = new();

    [Fact]
    public void The_page_shows_what_is_set_and_no_stored_key_or_password()
    {
        board.Put(
            """
            {"wifiSsid":"A \"net\" <&","wifiPassword":"secret-wifi","cloudWriteKey":"SECRETWRITE","cloudReadKey":"SECRETREAD",
             "pagePassword":"secret-page","cellsInSeries":3}
            """);
        PageServer server = Serve();
        string page = visitors.Ask(server, Get("/", "secret-page"));
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", page, StringComparison.Ordinal);
        Assert.Contains("name=\"cellsInSeries\" value=\"3\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"A &quot;net&quot; &lt;&amp;\"", page, StringComparison.Ordinal);
        Assert.Contains("Panasonic NCR18650PF", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_control_of_the_page_has_a_label()
    {
        string page = visitors.Ask(Serve(), Get("/"));
        string[] controls = [.. ControlPattern().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.InRange(controls.Length, 12, 20);
        Assert.All(controls, control => Assert.Contains($"<label for=\"{control}\">", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_form_changes_what_it_shows_and_keeps_the_rest_of_the_file()
    {
        board.Put(
            """
            {"$schema":"settings.schema.json","thermistorBeta":3435,"wifiPassword":"old \"pass\" ü","shuntOhm":0.00200,"selfTest":false,
             "pagePassword":"12345678"}
            """);
        PageServer server = Serve();
        string answer = visitors.Ask(
            server, Post(server, "wifiSsid=H%C3%B6hle+7&wifiPassword=&cellsInSeries=3&cellCapacityAh=2.60&shuntOhm=0.002&pagePassword=",
                "12345678"));
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.True(server.IsSaved);
        Assert.Equal(
            """
            {
              "$schema": "settings.schema.json",
              "thermistorBeta": 3435,
              "wifiPassword": "old \"pass\" ü",
              "shuntOhm": 0.00200,
              "selfTest": false,
              "pagePassword": "12345678",
              "wifiSsid": "Höhle 7",
              "cellsInSeries": 3,
              "cellCapacityAh": 2.60
            }

            """.ReplaceLineEndings("\n"),
            board.SettingsText);
    }

    [Fact]
    public void A_file_with_a_value_that_cannot_be_is_mended_by_the_form_and_keeps_its_rest()
    {
        board.Put("""{"thermistorBeta":3435,"cellsInSeries":400,"cloudWriteKey":"KEY","pagePassword":"12345678"}""");
        PageServer server = Serve();
        string page = visitors.Ask(server, Get("/", "12345678"));
        Assert.Contains("The settings file is wrong. line 1, column 24: cellsInSeries must be 1 to 16.", page, StringComparison.Ordinal);
        Assert.Contains("name=\"anew\"", page, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401 ", visitors.Ask(server, Get("/")), StringComparison.Ordinal);

        // As it was, it is refused as at the start.
        string answer = visitors.Ask(server, Post(server, "cellsInSeries=400&cloudWriteKey=&pagePassword=", "12345678"));
        Assert.StartsWith("HTTP/1.1 422 ", answer, StringComparison.Ordinal);
        answer = visitors.Ask(server, Post(server, "cellsInSeries=4&cloudWriteKey=&pagePassword=", "12345678"));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(
            """
            {
              "thermistorBeta": 3435,
              "cloudWriteKey": "KEY",
              "pagePassword": "12345678",
              "cellsInSeries": 4
            }

            """.ReplaceLineEndings("\n"),
            board.SettingsText);
    }

    [Fact]
    public void A_file_with_a_name_that_nobody_knows_can_be_begun_anew_on_the_page()
    {
        board.Put("""{"celsInSeries":4,"cloudWriteKey":"KEY","pagePassword":"12345678"}""");
        PageServer server = Serve();
        Assert.StartsWith(
            "HTTP/1.1 422 ", visitors.Ask(server, Post(server, "cellsInSeries=4", "12345678")), StringComparison.Ordinal);
        string answer = visitors.Ask(server, Post(server, "anew=on&cellsInSeries=4&pagePassword=abcdefgh", "12345678"));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal("{\n  \"cellsInSeries\": 4,\n  \"pagePassword\": \"abcdefgh\"\n}\n", board.SettingsText);
    }

    [Fact]
    public void A_file_whose_password_of_the_page_cannot_be_read_gives_nothing_that_it_holds_to_who_comes()
    {
        board.Put("""{"cloudWriteKey":"SECRET","wifiSsid":"Hidden" "pagePassword":"12345678"}""");
        PageServer server = Serve();
        string page = visitors.Ask(server, Get("/"));
        Assert.StartsWith("HTTP/1.1 200 ", page, StringComparison.Ordinal);
        Assert.Contains("What the file held is gone with the first saving", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", page, StringComparison.Ordinal);
        Assert.DoesNotContain("stored", page, StringComparison.Ordinal);
        string answer = visitors.Ask(server, Post(server, "cloudUrl=http://10.0.0.9&cloudWriteKey=&pagePassword=abcdefgh"));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", board.SettingsText, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_tokens_of_the_form_have_anything_in_common()
    {
        string[] tokens = [.. Enumerable.Range(0, 8).Select(_ => TokenPattern().Match(visitors.Ask(Serve(), Get("/"))).Groups[1].Value)];
        Assert.Equal(8, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.InRange(token.Count(char.IsAsciiHexDigit), 32, 32));
    }

    [Theory]
    [InlineData("cellsInSeries=17", "cellsInSeries must be 1 to 16.")]
    [InlineData("cellsInSeries=two", "cellsInSeries must be a whole number.")]
    [InlineData("cellCapacityAh=2,9", "cellCapacityAh must be a number.")]
    [InlineData("shuntOhm=0", "shuntOhm must be above 0 ohms.")]
    [InlineData("cloudUrl=api.thingspeak.com", "cloudUrl must start with https:// or http://.")]
    [InlineData("cloudWriteKey=AB+CD", "cloudWriteKey must be letters and digits only, as ThingSpeak shows it.")]
    [InlineData("pagePassword=short", "pagePassword must be 8 to 63 letters, digits and signs of ASCII, or empty.")]
    public void A_value_that_cannot_be_is_told_by_the_settings_own_sentence_and_nothing_is_saved(string form, string sentence) =>
        Refuses(form, sentence);

    [Theory]
    [InlineData("cloudWriteKey", "K", "cloudWriteKey must be letters and digits only, as ThingSpeak shows it.")]
    [InlineData("wifiPassword", "%F0%9F%94%8B", "wifiPassword must be at most 64 characters.")]
    [InlineData("cloudUrl", "http://h", "cloudUrl must be at most 253 characters.")]
    public void A_text_that_is_longer_than_any_setting_is_cut_and_refused(string name, string letter, string sentence) =>
        Refuses($"{name}={string.Concat(Enumerable.Repeat(letter, 3000 / letter.Length))}", sentence);

    [Fact]
    public void A_text_of_as_many_bytes_as_are_looked_at_is_taken_whole()
    {
        PageServer server = Serve();
        string key = new('K', 256);
        string answer = visitors.Ask(server, Post(server, $"cloudWriteKey={key}&pagePassword=12345678"));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"{key}\"", board.SettingsText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_that_there_is_not_is_told_with_those_that_there_are() => Refuses(
        "currentSensor=INA999", $"currentSensor must be {string.Join(" or ", EmulatorCatalog.All.Select(chip => $"\"{chip.Name}\""))}.");

    [Fact]
    public void The_sensor_is_chosen_from_the_chips_that_there_are_and_the_one_of_the_settings_is_chosen()
    {
        board.Put("""{"currentSensor":"INA228","pagePassword":"12345678"}""");
        string page = visitors.Ask(Serve(), Get("/", "12345678"));
        Match choice = Regex.Match(page, "<select id=\"currentSensor\" name=\"currentSensor\">(.*?)</select>");
        Assert.Equal(
            string.Concat(EmulatorCatalog.All.Select(
                chip => $"<option{(chip.Name == "INA228" ? " selected" : "")}>{chip.Name}</option>")),
            choice.Groups[1].Value);
        Assert.Contains("The model is of Panasonic NCR18650PF (NCA).", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_set_up_asks_for_a_password_of_the_page()
    {
        PageServer server = Serve();
        Assert.Contains(
            "<li>pagePassword must be set: from now on it guards this page and the gauge&apos;s own Wi-Fi.</li>".Replace("&apos;", "'",
                StringComparison.Ordinal),
            visitors.Ask(server, Post(server, "wifiSsid=a")), StringComparison.Ordinal);
        Assert.Null(board.SettingsText);
    }

    [Fact]
    public void A_storage_that_takes_nothing_is_told()
    {
        PageServer server = Serve();
        board.Store.RefusesWrites = true;
        Assert.Contains(
            "<li>The settings are not kept: the storage does not take them.</li>",
            visitors.Ask(server, Post(server, "pagePassword=12345678")), StringComparison.Ordinal);
        Assert.False(server.IsSaved);
    }

    [Fact]
    public void Texts_that_do_not_fit_the_file_are_told()
    {
        board.Put($$"""{"pagePassword":"12345678","$schema":"{{new string('x', 4030)}}"}""");
        PageServer server = Serve();
        Assert.Contains(
            "<li>All settings together are too long; make texts of them shorter.</li>",
            visitors.Ask(server, Post(server, "wifiSsid=0123456789012345678901234567891", "12345678")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_battery_that_is_full_now_is_the_word_of_the_settings_and_another_one_each_time()
    {
        PageServer server = Serve();
        visitors.Ask(server, Post(server, "full=on&pagePassword=12345678"));
        Match first = WordPattern().Match(board.SettingsText!);
        Assert.True(first.Success, board.SettingsText);
        server = Serve();
        visitors.Ask(server, Post(server, "full=on", "12345678"));
        Match second = WordPattern().Match(board.SettingsText!);
        Assert.NotEqual(first.Value, second.Value);
        Assert.Single(WordPattern().Matches(board.SettingsText!));
    }

    [Fact]
    public void A_form_of_another_page_is_not_taken()
    {
        PageServer server = Serve();
        string form = "pagePassword=12345678", whole = Post(server, form);
        Assert.StartsWith("HTTP/1.1 403 ", visitors.Ask(server, Request("POST", "/save", null, form)), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 403 ",
            visitors.Ask(server, whole.Replace($"Origin: http://{Host}", "Origin: http://evil.example", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 403 ", visitors.Ask(server, whole.Replace($"Origin: http://{Host}", "Origin: null", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Null(board.SettingsText);
        Assert.StartsWith("HTTP/1.1 200 ", visitors.Ask(server, whole), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.168.4.1", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("[fe80::1]:80", true)]
    [InlineData("raspberrypi:8080", true)]
    [InlineData("gauge.local", true)]
    [InlineData("connectivitycheck.gstatic.com", false)]
    [InlineData("1.2.3.4.evil.example", false)]
    [InlineData("", false)]
    public void Only_addresses_and_local_names_are_the_gauges_own(string host, bool isOwn)
    {
        string request = $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n";
        string own = visitors.Ask(Serve(), request), computers = visitors.Ask(Serve(hasWifi: false), request);
        Assert.StartsWith(isOwn ? "HTTP/1.1 200 " : "HTTP/1.1 302 ", own, StringComparison.Ordinal);
        Assert.Equal(!isOwn, own.Contains("\r\nLocation: http://192.168.4.1/\r\n", StringComparison.Ordinal));
        Assert.StartsWith(isOwn ? "HTTP/1.1 200 " : "HTTP/1.1 421 ", computers, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_password_there_is_no_page_and_guessing_is_stopped_for_a_minute()
    {
        board.Put("""{"pagePassword":"correct horse"}""");
        PageServer server = Serve();
        foreach (string path in new[] { "/", "/live", "/save" })
        {
            string refused = visitors.Ask(server, Get(path));
            Assert.StartsWith("HTTP/1.1 401 ", refused, StringComparison.Ordinal);
            Assert.Contains("\r\nWWW-Authenticate: Basic ", refused, StringComparison.Ordinal);
            Assert.DoesNotContain("<form", refused, StringComparison.Ordinal);
        }

        Assert.StartsWith("HTTP/1.1 200 ", visitors.Ask(server, Get("/", "correct horse")), StringComparison.Ordinal);
        foreach (string guess in new[] { "", "correct hors", "correct horsf", "correct horse ", "x" })
        {
            Assert.StartsWith("HTTP/1.1 401 ", visitors.Ask(server, Get("/", guess)), StringComparison.Ordinal);
        }

        Assert.StartsWith("HTTP/1.1 429 ", visitors.Ask(server, Get("/", "correct horse")), StringComparison.Ordinal);
        board.Clock.Advance(60000);
        Assert.StartsWith("HTTP/1.1 200 ", visitors.Ask(server, Get("/", "correct horse")), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 401 ", visitors.Ask(server, Request("GET", "/", "Authorization: Basic %%%\r\n", "")), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_are_bounded()
    {
        PageServer server = Serve();
        Assert.StartsWith("HTTP/1.1 414 ", visitors.Ask(server, Get("/" + new string('a', 400))), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 431 ",
            visitors.Ask(server, Request("GET", "/", string.Concat(Enumerable.Repeat("A: " + new string('b', 200) + "\r\n", 60)), "")),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 413 ", visitors.Ask(server, Request("POST", "/save", null, new string('c', 3073))), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 411 ", visitors.Ask(server, Request("POST", "/save", "Transfer-Encoding: chunked\r\n", "")),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", visitors.Ask(server, "\u0016\u0003\u0001 hello\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 405 ", visitors.Ask(server, Request("DELETE", "/", null, "")), StringComparison.Ordinal);

        // A line that is too long and says nothing that counts is passed over.
        Assert.StartsWith(
            "HTTP/1.1 200 ", visitors.Ask(server, Request("GET", "/", "Cookie: " + new string('d', 4000) + "\r\n", "")),
            StringComparison.Ordinal);
        Assert.Equal("", visitors.Ask(server, "GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n"));
        Assert.Equal("", visitors.Ask(server, "POST /save HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Length: 10\r\n\r\nabc"));
        Assert.Equal("", visitors.Ask(server, ""));
    }

    [Fact]
    public void No_request_of_any_bytes_ends_the_server()
    {
        PageServer server = Serve();
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string whole = Post(server, "wifiSsid=%41+%C3%BC&pagePassword=short&full=");
        for (int k = 0; k < 2000; k++)
        {
            char[] letters = whole.ToCharArray();
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                letters[random.Next(letters.Length)] = "\r\n %&=:+/\0aZ9"[random.Next(13)];
            }

            visitors.Ask(server, new string(letters)[..random.Next(letters.Length + 1)]);
        }

        Assert.StartsWith("HTTP/1.1 200 ", visitors.Ask(server, Get("/")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("load", -1.0, "The sign of the current is right.")]
    [InlineData("load", 1.0, "The sense wires are swapped: ")]
    [InlineData("charge", 1.0, "The sign of the current is right.")]
    [InlineData("charge", -1.0, "The sense wires are swapped: ")]
    [InlineData("load", 0.0, "Next to no current: ")]
    public void Swapped_sense_wires_are_told_by_what_the_battery_does(string doing, double currentA, string hint)
    {
        board.Measure(3.7, currentA);
        PageServer server = Serve();
        board.Run(3);
        string answer = visitors.Ask(server, Get("/live?doing=" + doing));
        Assert.Contains("\"hint\":\"" + hint, answer, StringComparison.Ordinal);
        Assert.Contains($"\"live\":\"3.70", answer, StringComparison.Ordinal);
        Assert.Contains(" V, " + (currentA < 0 ? "-" : ""), answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(1, "The sense wires are swapped: ")]
    public void Swapped_sense_wires_are_told_by_the_battery_itself_once_the_load_has_changed_twice(int sign, string hint)
    {
        PageServer server = Serve();
        string answer = "";
        foreach ((double volts, double amperes) in new[] { (3.70, 0.1), (3.64, 2.1), (3.70, 0.1) })
        {
            board.Measure(volts, sign * amperes);
            board.Run(3);
            answer = visitors.Ask(server, Get("/live?doing="));
        }

        Assert.Contains("\"hint\":\"" + hint + (hint.Length == 0 ? "\"" : ""), answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"wifiSsid":"nowhere","cloudWriteKey":"KEY"}""", "Channel: No network")]
    [InlineData("{}", "Nothing is sent: no channel is set up")]
    [InlineData("""{"wifiSsid":"Home & garden","wifiPassword":"correct horse","cloudWriteKey":"KEY"}""",
        "0 entries sent to ThingSpeak since the start")]
    public void Where_the_page_is_beside_sending_it_tells_what_is_sent_where_or_why_nothing_is(string settings, string said)
    {
        board.Put(settings);
        PageServer server = Serve(hasWifi: false);
        board.Run(said[0] == '0' ? 1 : 60);
        Assert.Contains($"\"channel\":\"{said}\"", visitors.Ask(server, Get("/live")), StringComparison.Ordinal);
    }

    private void Refuses(string form, string sentence)
    {
        const string Before = """{"pagePassword":"12345678"}""";
        board.Put(Before);
        PageServer server = Serve();
        string answer = visitors.Ask(server, Post(server, form, "12345678"));
        Assert.StartsWith("HTTP/1.1 422 ", answer, StringComparison.Ordinal);
        Assert.Contains($"<li>{sentence.Replace("\"", "&quot;", StringComparison.Ordinal)}</li>", answer, StringComparison.Ordinal);
        Assert.False(server.IsSaved);
        Assert.Equal(Before, board.SettingsText);
    }

    [Fact]
    public async Task A_form_waits_until_an_inference_is_over_and_says_that_the_gauge_is_busy_where_that_takes_too_long()
    {
        PageServer server = Serve();
        string request = Post(server, "cellsInSeries=4&pagePassword=12345678");
        Assert.True(board.Context.Turn.TryTake());
        string answer = visitors.Ask(server, request);
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("The gauge is busy: save again.\n", answer, StringComparison.Ordinal);
        Assert.False(server.IsSaved);
        Assert.Null(board.SettingsText);

        Task<string> saving = Task.Run(() => visitors.Ask(server, request), TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(saving.IsCompleted);
        board.Context.Turn.Give();
        answer = await saving.WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);

        // Given back, whatever came of it.
        Assert.True(board.Context.Turn.TryTake());
    }

    private PageServer Serve(bool hasWifi = true)
    {
        board.Start();
        board.Context.HasWifi = hasWifi;
        return new PageServer(visitors, board.Context, board.Context.Fault);
    }

    private static string Get(string path, string? password = null) => Request("GET", path, Letter(password), "");

    private string Post(PageServer server, string form, string? password = null)
    {
        string page = visitors.Ask(server, Get("/", password));
        string token = TokenPattern().Match(page).Groups[1].Value;
        Assert.NotEmpty(token);
        return Request("POST", "/save", $"Origin: http://{Host}\r\n{Letter(password)}", $"token={token}&{form}");
    }

    private static string Letter(string? password) => password is null
        ? ""
        : $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + password))}\r\n";

    private static string Request(string method, string path, string? more, string body) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{method} {path} HTTP/1.1\r\nHost: {Host}\r\n{more}Content-Length: {body.Length}\r\n\r\n{body}");

    [GeneratedRegex("<(?:input|select)[^>]* ?id=\"([^\"]*)\"")]
    private static partial Regex ControlPattern();

    [GeneratedRegex("name=\"token\" value=\"([^\"]*)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("\"batteryNow\": \"full [0-9]+\"")]
    private static partial Regex WordPattern();
}
