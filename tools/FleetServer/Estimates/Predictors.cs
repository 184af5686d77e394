using NanoBms.ChannelServer;
using NanoBms.Foundation;
using NanoBms.GaugeEstimates;
using NanoBms.Predictor;

namespace NanoBms.FleetServer.Estimates;

/// <summary>Makes the estimators of a silo's channels, all those of the same battery over one model that is read once.</summary>
internal sealed class Predictors
{
    private readonly Lock gate = new();
    private readonly Dictionary<EstimatedBattery, SocPredictorSet<long>> sets = [];

    // A channel holds a sample each 15 s, and the state is kept: a windowed model for that.
    private static string Model => BuiltInModels.Names.First(name => name.EndsWith("-15s", StringComparison.Ordinal));

    /// <summary>An estimator as after power-up.</summary>
    /// <exception cref="UserError">Such a battery cannot be.</exception>
    public EntryEstimator Create(long channelId, EstimatedBattery battery)
    {
        lock (gate)
        {
            if (!sets.TryGetValue(battery, out SocPredictorSet<long>? set))
            {
                set = new SocPredictorSet<long>(new SocPredictorOptions
                {
                    BuiltInModel = Model,
                    CellsInSeries = battery.CellsInSeries,
                    CellsInParallel = battery.CellsInParallel,
                    CellCapacityAh = battery.CellCapacityAh,
                });
                sets.Add(battery, set);
            }

            SocPredictor predictor = set[channelId];

            // It belongs to the channel from now on; a grain that comes back starts from what was stored.
            set.Remove(channelId);
            return new EntryEstimator(channelId, predictor);
        }
    }

    /// <summary>Checks the batteries of channels.</summary>
    /// <exception cref="UserError">One of them cannot be.</exception>
    public void Check(IEnumerable<ChannelSettings> channels)
    {
        foreach (ChannelSettings channel in channels)
        {
            if (channel.Estimate is { } battery)
            {
                Create(channel.Id, battery);
            }
        }
    }
}
