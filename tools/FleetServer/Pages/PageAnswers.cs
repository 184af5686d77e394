using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using NanoBms.ChannelServer.Api;

namespace NanoBms.FleetServer.Pages;

/// <summary>Answers with pages of the fleet, and with what they are made of.</summary>
internal static class PageAnswers
{
    private const string Prefix = "fleet-page/";

    private static readonly Dictionary<string, (string ContentType, byte[] Bytes)> Assets = Read();

    /// <summary>Serves style and script of the pages.</summary>
    public static void MapPageAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/fleet/assets/{name}", (HttpContext context, string name) =>
        {
            context.Response.GuardPage();
            return Assets.TryGetValue(name, out (string ContentType, byte[] Bytes) asset)
                ? Results.Bytes(asset.Bytes, asset.ContentType)
                : Results.NotFound();
        });

    /// <summary>Answers with a page; what it shows is nobody else's, so that nothing in between keeps it.</summary>
    public static Task WritePageAsync<TPage>(this HttpContext context, Dictionary<string, object?> parameters, int status = 200)
        where TPage : IComponent
    {
        context.Response.GuardPage(hasForms: true);
        context.Response.Headers.CacheControl = "no-cache, no-store";
        return new RazorComponentResult<TPage>(parameters) { PreventStreamingRendering = true, StatusCode = status }.ExecuteAsync(context);
    }

    /// <summary>Answers with a sentence in place of a page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="title">What is the matter.</param>
    /// <param name="sentence">What is wrong and what to do.</param>
    /// <param name="person">Who is signed in; null: nobody.</param>
    /// <param name="way">The way on: address and name; null: the one before.</param>
    public static Task RefusePageAsync(
        this HttpContext context, int status, string title, string sentence, string? person = null,
        (string Path, string Name)? way = null) =>
        context.WritePageAsync<Refused>(
            new Dictionary<string, object?>
            {
                [nameof(Refused.Title)] = title,
                [nameof(Refused.Sentence)] = sentence,
                [nameof(Refused.Frame)] = new PageFrame(context.Request.Path, person, []),
                [nameof(Refused.Way)] = way,
            },
            status);

    private static Dictionary<string, (string ContentType, byte[] Bytes)> Read()
    {
        Assembly assembly = typeof(PageAnswers).Assembly;
        var assets = new Dictionary<string, (string, byte[])>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            string type = Path.GetExtension(resource) == ".css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
            assets.Add(resource[Prefix.Length..], (type, bytes.ToArray()));
        }

        return assets;
    }
}
