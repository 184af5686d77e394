using System.Globalization;
using System.Net;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.ChannelServer.Api;

/// <summary>A refusal as a page, for who looks at an address in a browser; programs get what the contract has.</summary>
internal static class ErrorPage
{
    /// <summary>Whether a browser shows the answer: only such ask for a page by name.</summary>
    public static bool IsWanted(HttpRequest request) => (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static Task WriteAsync(HttpResponse response, ApiError error)
    {
        response.GuardPage();
        response.Headers.Vary = "Accept";
        string status = error.Kind.Status.ToString(CultureInfo.InvariantCulture), title = WebUtility.HtmlEncode(error.Kind.Message);
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>{status} {title}</title>
              <link rel="icon" href="/page/icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/page/style.css">
            </head>
            <body>
              <main>
                <section class="notice bad">
                  <h1>{status} {title}</h1>
                  <p>{WebUtility.HtmlEncode(error.Details)}</p>
                </section>
                <p><a class="button" href="/">To the page of this server</a></p>
              </main>
            </body>
            </html>

            """, "text/html");
    }
}
