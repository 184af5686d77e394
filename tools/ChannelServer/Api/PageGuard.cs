namespace NanoBms.ChannelServer.Api;

/// <summary>What a browser is told of each page.</summary>
public static class PageGuard
{
    /// <summary>Forbids a page whatever is not of this server itself.</summary>
    /// <param name="response">The answer, before its first byte.</param>
    /// <param name="hasForms">Whether it has forms, which go to this server alone.</param>
    public static void GuardPage(this HttpResponse response, bool hasForms = false)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
                + $"base-uri 'none'; form-action {(hasForms ? "'self'" : "'none'")}";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
