using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace NanoBms.FleetServer.Fleet;

/// <summary>A question for a part of the fleet as the query of an address, and back.</summary>
internal static class FleetAddress
{
    /// <summary>Names of the orders and states in an address.</summary>
    public static string NameOf(Enum value) => value.ToString().ToLowerInvariant();

    /// <summary>Reads the query of a request.</summary>
    /// <exception cref="FormatException">A value cannot be; one sentence says which.</exception>
    public static FleetQuery Read(IQueryCollection query)
    {
        int size = (int)(Number(query, "size", 1, FleetQuery.MaxSize, isWhole: true) ?? 50);
        return new FleetQuery
        {
            Search = Text(query, "q"),
            State = Named<FleetState>(query, "state"),
            ChargeBelowPercent = Number(query, "soc-below", 0, 1000),
            HealthBelowPercent = Number(query, "health-below", 0, 1000),
            Bits = (int)(Number(query, "bits", 0, int.MaxValue, isWhole: true) ?? 0),
            Order = Named<FleetOrder>(query, "order") ?? FleetOrder.Number,
            IsDescending = Text(query, "direction") is { } direction && (direction == "down"
                || (direction == "up" ? false : throw new FormatException($"direction '{direction}' is neither up nor down."))),
            Page = (int)(Number(query, "page", 1, 1_000_000, isWhole: true) ?? 1),
            Size = size,
        };
    }

    /// <summary>The address of a question; what is as usual is left out.</summary>
    public static string Write(FleetQuery query, string path = "/fleet")
    {
        var pairs = new QueryBuilder();
        void Add(string name, IFormattable? value)
        {
            if (value is not null)
            {
                pairs.Add(name, value.ToString(null, CultureInfo.InvariantCulture));
            }
        }

        if (query.Search is not null)
        {
            pairs.Add("q", query.Search);
        }

        if (query.State is { } state)
        {
            pairs.Add("state", NameOf(state));
        }

        Add("soc-below", query.ChargeBelowPercent);
        Add("health-below", query.HealthBelowPercent);
        Add("bits", query.Bits == 0 ? null : query.Bits);
        if (query.Order != FleetOrder.Number || query.IsDescending)
        {
            pairs.Add("order", NameOf(query.Order));
            pairs.Add("direction", query.IsDescending ? "down" : "up");
        }

        Add("size", query.Size == 50 ? null : query.Size);
        Add("page", query.Page == 1 ? null : query.Page);
        return path + pairs.ToQueryString();
    }

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString().Trim() is { Length: > 0 } text ? text.Length <= 200 ? text
            : throw new FormatException($"{name} is longer than 200 letters.") : null;

    private static double? Number(IQueryCollection query, string name, double least, double most, bool isWhole = false) =>
        Text(query, name) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
                && (!isWhole || Math.Floor(value) == value)
                ? value
                : throw new FormatException(FormattableString.Invariant($"{name} '{text}' is not a number of {least} to {most}."));

    private static T? Named<T>(IQueryCollection query, string name)
        where T : struct, Enum =>
        Text(query, name) is not { } text ? null
            : Enum.GetNames<T>().FirstOrDefault(one => one.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
                ? Enum.Parse<T>(found)
                : throw new FormatException(
                    $"{name} '{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(one => one.ToLowerInvariant()))}.");
}
