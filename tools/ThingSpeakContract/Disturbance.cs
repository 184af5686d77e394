namespace NanoBms.ThingSpeakContract;

/// <summary>How the bytes of an answer come.</summary>
public enum Delivery
{
    /// <summary>At once.</summary>
    Whole,

    /// <summary>Half of the body that its length promises; then the connection ends.</summary>
    Half,

    /// <summary>One byte a second.</summary>
    Slow,

    /// <summary>The body, again and again without end.</summary>
    Endless,

    /// <summary>The connection ends without an answer.</summary>
    Reset,

    /// <summary>Never.</summary>
    Silent,
}

/// <summary>What something on the way to a channel, or a server that has gone wrong, answers in its place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">HTTP status; 0: none.</param>
/// <param name="ContentType">Content type.</param>
/// <param name="Body">The body.</param>
/// <param name="Location">Where it redirects to; null: nowhere.</param>
/// <param name="Delivery">How it comes.</param>
/// <param name="PassesOn">Whether the request reached the channel, and only the answer is not its own.</param>
public sealed record Disturbance(
    string Name, int Status, string ContentType, string Body, string? Location = null, Delivery Delivery = Delivery.Whole,
    bool PassesOn = false)
{
    private const string Html = "text/html";

    private const string LogIn =
        "<html><head><title>Log in</title></head><body><form action=\"/login\"><input name=\"room\"></form></body></html>";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Disturbance> All { get; } =
    [
        new("captive portal that redirects", 302, Html, "", "http://portal.example/login?to=api.thingspeak.com"),
        new("captive portal that answers itself", 200, Html, LogIn),
        new("captive portal that forbids", 403, Html, LogIn),
        new("moved for good", 301, Html, "", "https://api.thingspeak.com/update"),
        new("see other", 303, Html, "", "https://api.thingspeak.com/update"),
        new("moved for now, method kept", 307, Html, "", "https://elsewhere.example/update"),
        new("moved for good, method kept", 308, Html, "", "https://elsewhere.example/update"),
        new("plain request at an encrypted port", 400, Html, "<html><body><center><h1>400 Bad Request</h1></center>"
            + "<center>The plain HTTP request was sent to HTTPS port</center></body></html>"),
        new("proxy that wants a password", 407, Html, "<html><body>Proxy authentication required</body></html>"),
        new("gateway without a server", 502, Html, "<html><body>Bad Gateway</body></html>"),
        new("maintenance", 503, Html, "<html><body>Down for maintenance</body></html>"),
        new("gateway that lost the answer", 504, Html, "<html><body>Gateway Time-out</body></html>", PassesOn: true),
        new("answer that is no JSON", 200, "application/json", "{success", PassesOn: true),
        new("empty answer", 200, "text/plain", "", PassesOn: true),
        new("answer too long", 200, "text/plain", new string('7', 4096), Delivery: Delivery.Endless, PassesOn: true),
        new("half an answer", 200, "application/json", """{"success":true}""", Delivery: Delivery.Half, PassesOn: true),
        new("slow answer", 200, "text/html", LogIn, Delivery: Delivery.Slow, PassesOn: true),
        new("connection reset", 0, "", "", Delivery: Delivery.Reset, PassesOn: true),
        new("silence", 0, "", "", Delivery: Delivery.Silent),
    ];

    /// <summary>The one of a name.</summary>
    public static Disturbance Named(string name) => All.Single(one => one.Name == name);
}
