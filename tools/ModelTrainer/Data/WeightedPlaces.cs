using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.Data;

/// <summary>Places in cycles, drawn by the weight of their cycle and, where weights of phases are given, in the ratio of those.</summary>
internal sealed class WeightedPlaces
{
    private readonly List<int>[] places;
    private readonly double[] ends;

    /// <param name="places">Each place with its phase and the weight of its cycle.</param>
    /// <param name="weights">Weights of the phases; null: as often as they occur.</param>
    public WeightedPlaces(IEnumerable<(int Place, int Phase, float Weight)> places, PhaseWeights? weights)
    {
        var groups = new SortedDictionary<(int Phase, float Weight), List<int>>();
        foreach ((int place, int phase, float weight) in places)
        {
            if (!groups.TryGetValue((phase, weight), out List<int>? list))
            {
                groups[(phase, weight)] = list = [];
            }

            list.Add(place);
        }

        this.places = [.. groups.Values];
        double[] ofPhase = new double[PhaseDetector.Count];
        foreach (((int phase, float weight), List<int> list) in groups)
        {
            ofPhase[phase] += weight * list.Count;
            Count += list.Count;
        }

        double sum = 0;
        ends = [.. groups.Select(group => sum += group.Key.Weight * group.Value.Count
            * (weights is null ? 1 : weights.Of(group.Key.Phase) / ofPhase[group.Key.Phase]))];
    }

    /// <summary>Places in all.</summary>
    public int Count { get; }

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty => ends.Length == 0 || ends[^1] <= 0;

    /// <summary>A place.</summary>
    public int Draw(Random random)
    {
        double at = random.NextDouble() * ends[^1];
        int group = 0;
        while (group < ends.Length - 1 && at >= ends[group])
        {
            group++;
        }

        return places[group][random.Next(places[group].Count)];
    }
}
