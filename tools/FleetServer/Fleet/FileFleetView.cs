using System.Globalization;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.FleetServer.Fleet;

/// <summary>
/// The fleet of a server that is alone on its file: the newest entry of each channel is looked up, for such a fleet is small and has no
/// organisations.
/// </summary>
internal sealed class FileFleetView(IReadOnlyList<IServedChannel> channels, IEntryReader reader, FleetRules rules, ChannelRules limits)
    : IFleetView
{
    /// <inheritdoc/>
    public async Task<FleetPart> ReadAsync(FleetQuery query, FleetScope scope, CancellationToken ct)
    {
        long nowMs = limits.NowMs();
        var all = new List<FleetRow>();
        foreach (IServedChannel channel in channels)
        {
            all.Add(channel.Settings.IsPublic
                ? RowOf(channel, await NewestAsync(channel.Id, nowMs).ConfigureAwait(false), nowMs)
                : new FleetRow(channel.Id, null, null, FleetState.Private, null, null, null, null, null));
        }

        FleetRow[] found = [.. Ordered(all.Where(row => IsMatch(row, query)), query)];
        long Count(FleetState state) => all.LongCount(row => row.State == state);
        return new FleetPart(
            [.. found.Skip((query.Page - 1) * query.Size).Take(query.Size)], found.Length,
            new FleetCounts(
                all.Count, Count(FleetState.Alarm), Count(FleetState.Silent), Count(FleetState.Empty), Count(FleetState.Private)),
            nowMs);
    }

    private async Task<Entry?> NewestAsync(long channelId, long nowMs)
    {
        long toMs = limits.MaxAhead is { } most ? nowMs + (long)most.TotalMilliseconds : long.MaxValue;
        return (await reader.NewestAsync(channelId, long.MinValue, toMs, 1).ConfigureAwait(false)).FirstOrDefault();
    }

    private FleetRow RowOf(IServedChannel channel, Entry? newest, long nowMs)
    {
        ChannelSettings settings = channel.Settings;
        double? ValueOf(FieldRole role)
        {
            int field = settings.Fields.ToList().FindIndex(one => one.Role == role);
            return field >= 0 && newest is not null
                && double.TryParse(newest.Fields[field], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value)
                ? value
                : null;
        }

        int? bits = ValueOf(FieldRole.StatusBits) is { } status and >= 0 and < int.MaxValue ? (int)status : null;
        FleetState state = newest is null ? FleetState.Empty
            : (bits & FleetRules.FaultBits) is > 0 ? FleetState.Alarm
            : newest.CreatedAtMs < nowMs - rules.SilentAfter.TotalMilliseconds ? FleetState.Silent
            : FleetState.Ok;
        double? healthPercent = settings.RatedCapacityAh is { } ratedAh and > 0 ? 100 * ValueOf(FieldRole.Capacity) / ratedAh : null;
        return new FleetRow(
            channel.Id, settings.Name, settings.Model, state, newest?.CreatedAtMs, ValueOf(FieldRole.StateOfCharge),
            ValueOf(FieldRole.ErrorBar), bits, healthPercent);
    }

    private static bool IsMatch(FleetRow row, FleetQuery query) =>
        (query.Search is not { } search
            || row.Name?.Contains(search, StringComparison.OrdinalIgnoreCase) == true
            || row.Model?.Contains(search, StringComparison.OrdinalIgnoreCase) == true
            || row.ChannelId.ToString(CultureInfo.InvariantCulture) == search)
        && (query.State is null || row.State == query.State)
        && (query.ChargeBelowPercent is null || row.SocPercent < query.ChargeBelowPercent)
        && (query.HealthBelowPercent is null || row.HealthPercent < query.HealthBelowPercent)
        && (query.Bits == 0 || (row.StatusBits & query.Bits) is > 0);

    private static IEnumerable<FleetRow> Ordered(IEnumerable<FleetRow> rows, FleetQuery query) => query.Order switch
    {
        FleetOrder.Name => Ordered(rows, row => row.Name?.ToLowerInvariant(), query),
        FleetOrder.Model => Ordered(rows, row => row.Model is { Length: > 0 } model ? model.ToLowerInvariant() : null, query),
        FleetOrder.State => Ordered(
            rows,
            row => row.State switch
            {
                FleetState.Alarm => "0",
                FleetState.Silent => "1",
                FleetState.Empty => "2",
                FleetState.Ok => "3",
                _ => "4",
            },
            query),
        FleetOrder.Charge => Ordered(rows, row => row.SocPercent, query),
        FleetOrder.Health => Ordered(rows, row => row.HealthPercent, query),
        FleetOrder.Age => Ordered(rows, row => -row.AtMs, query),
        _ => Ordered(rows, row => (long?)row.ChannelId, query),
    };

    // What is not known comes last, whichever way.
    private static IEnumerable<FleetRow> Ordered<T>(IEnumerable<FleetRow> rows, Func<FleetRow, T> key, FleetQuery query)
    {
        IOrderedEnumerable<FleetRow> known = rows.OrderBy(row => key(row) is null);
        IComparer<T> comparer = typeof(T) == typeof(string) ? (IComparer<T>)StringComparer.Ordinal : Comparer<T>.Default;
        return (query.IsDescending ? known.ThenByDescending(key, comparer) : known.ThenBy(key, comparer)).ThenBy(row => row.ChannelId);
    }
}
