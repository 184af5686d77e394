using System.Diagnostics.CodeAnalysis;
using NanoBms.Foundation;

namespace NanoBms.Predictor;

/// <summary>
/// One predictor a battery, all over one model that is read once. Not thread-safe; two predictors of it may run at the same time.
/// </summary>
/// <typeparam name="TKey">What names a battery: a number, a text.</typeparam>
[SuppressMessage("Naming", "CA1711", Justification = "It is a set of predictors.")]
public sealed class SocPredictorSet<TKey>
    where TKey : notnull
{
    private readonly LoadedModel model;
    private readonly Dictionary<TKey, SocPredictor> predictors = [];

    /// <summary>An empty set.</summary>
    /// <exception cref="UserError">The model cannot be used; one sentence says why.</exception>
    public SocPredictorSet(SocPredictorOptions options) => model = LoadedModel.Load(options);

    /// <summary>The batteries that were asked for so far.</summary>
    public IReadOnlyCollection<TKey> Keys => predictors.Keys;

    /// <summary>The predictor of a battery; a new one where it was never asked for.</summary>
    public SocPredictor this[TKey key]
    {
        get
        {
            if (!predictors.TryGetValue(key, out SocPredictor? predictor))
            {
                predictor = new SocPredictor(model);
                predictors.Add(key, predictor);
            }

            return predictor;
        }
    }

    /// <summary>Forgets a battery; false where it was not there.</summary>
    public bool Remove(TKey key) => predictors.Remove(key);
}
