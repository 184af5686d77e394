using System.Net;
using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Accounts;

/// <summary>
/// Somebody at a browser: keeps cookies, follows redirects over both servers, and fills in forms with what their page holds. Loopback
/// counts as a place where cookies that want TLS may go, as in browsers.
/// </summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Dictionary<string, string> cookies = [];

    /// <summary>The lines Set-Cookie of all answers.</summary>
    public List<string> SetCookies { get; } = [];

    /// <summary>The page that is open.</summary>
    public string Page { get; private set; } = "";

    /// <summary>Its address.</summary>
    public Uri At { get; private set; } = null!;

    /// <summary>Opens a page; tells the status of the last answer.</summary>
    public Task<HttpStatusCode> OpenAsync(Uri address) => GoAsync(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Sends a form of the open page: what is hidden in it, and what is filled in.</summary>
    /// <param name="action">Where the form goes.</param>
    /// <param name="filled">Names and values.</param>
    public Task<HttpStatusCode> SendAsync(string action, params (string Name, string Value)[] filled)
    {
        string form = Forms().Matches(Page).Select(match => match.Value)
            .FirstOrDefault(text => text.Contains($"action=\"{action}\"", StringComparison.Ordinal)
                && filled.Where(one => one.Name is "person" or "link" or "rule")
                    .All(one => text.Contains($"value=\"{one.Value}\"", StringComparison.Ordinal)))
            ?? throw new InvalidOperationException($"There is no form to {action}: {Page}");
        var values = Hidden().Matches(form)
            .ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        foreach ((string name, string value) in filled)
        {
            values[name] = value;
        }

        return PostAsync(action, values);
    }

    /// <summary>Sends a form that no page holds.</summary>
    public Task<HttpStatusCode> PostAsync(string path, Dictionary<string, string> values) =>
        GoAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(At, path)) { Content = new FormUrlEncodedContent(values) });

    public void Dispose() => client.Dispose();

    private async Task<HttpStatusCode> GoAsync(HttpRequestMessage request)
    {
        for (int hops = 0; hops < 10; hops++)
        {
            // Cookies know no ports: the two servers have names of their own for them.
            string host = request.RequestUri!.Authority;
            string[] kept = [.. cookies.Where(one => one.Key.StartsWith(host + "|", StringComparison.Ordinal))
                .Select(one => one.Key[(host.Length + 1)..] + "=" + one.Value)];
            if (kept.Length > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", kept));
            }

            request.Headers.Add("Accept", "text/html");
            using HttpResponseMessage reply = await client.SendAsync(request, WaitLimit.Token);
            foreach (string line in reply.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) ? lines : [])
            {
                SetCookies.Add(line);
                string[] pair = line.Split(';')[0].Split('=', 2);
                cookies[$"{host}|{pair[0]}"] = pair[1];
            }

            At = request.RequestUri;
            request.Dispose();
            if (reply.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
            {
                Page = WebUtility.HtmlDecode(await reply.Content.ReadAsStringAsync(WaitLimit.Token));
                return reply.StatusCode;
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(At, reply.Headers.Location!));
        }

        throw new InvalidOperationException("It goes round in circles.");
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
