using System.Globalization;
using NanoBms.ChannelServer.Requests;
using NanoBms.ThingSpeakContract;

namespace NanoBms.ChannelServer.Api;

/// <summary>Answers with refusals, as the contract's table has them for what was asked.</summary>
internal static class Refusals
{
    /// <summary>Answers with an error: the table's row where there is one, else the error in the form of the address.</summary>
    public static Task RefuseAsync(this HttpContext context, ApiError error)
    {
        if (ErrorPage.IsWanted(context.Request))
        {
            context.Response.StatusCode = error.Kind.Status;
            TellWhen(context, error);
            return ErrorPage.WriteAsync(context.Response, error);
        }

        ContractRequest? asked = context.GetEndpoint()?.Metadata.GetMetadata<AskedFor>()?.Request;
        if (asked is { } request && error.State is { } state && Contract.Has(request, state) && Contract.Of(request, state).Error is null)
        {
            return context.AnswerAsync(Contract.Of(request, state));
        }

        context.Response.StatusCode = error.Kind.Status;
        TellWhen(context, error);
        if (asked is { } text && Contract.IsText(text))
        {
            return context.Response.WriteTextAsync(error.Kind.Code);
        }

        return context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", error.Kind.Status.ToString(CultureInfo.InvariantCulture));
            json.WriteStartObject("error");
            json.WriteString("error_code", error.Kind.Code);
            json.WriteString("message", error.Kind.Message);
            json.WriteString("details", error.Details);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void TellWhen(HttpContext context, ApiError error)
    {
        if (error.RetryAfterS is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Answers with a row whose body the table holds.</summary>
    public static Task AnswerAsync(this HttpContext context, ContractAnswer row, long entryId = 0)
    {
        context.Response.StatusCode = row.Status;
        return context.Response.WriteAsync(row.BodyWith(entryId), row.ContentType);
    }
}

/// <summary>What an address of the interface asks for.</summary>
/// <param name="Request">The contract's request.</param>
internal sealed record AskedFor(ContractRequest Request);
