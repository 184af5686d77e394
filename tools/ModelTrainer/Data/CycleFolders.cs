using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Data;

/// <summary>
/// Cycles of several folders as one model sees them: currents and charges at equal C-rate for its cell, labels by the capacity on the day,
/// what was bridged over holes left out, each folder with its share.
/// </summary>
/// <param name="folders">Folders, each a path, or a path and its share of what is drawn, PATH=SHARE: all of them or none.</param>
/// <param name="ratedCapacityAh">Rated capacity of the model's cell, Ah.</param>
/// <param name="ratedLabels">Whether charge is divided by the rated capacity instead of that of the day.</param>
/// <param name="say">Takes a sentence on what was left out.</param>
internal sealed class CycleFolders(
    IReadOnlyList<string> folders, float ratedCapacityAh, bool ratedLabels = false, Action<string>? say = null)
{
    private readonly IReadOnlyList<(string Path, float? Share)> folders = [.. folders.Select(Split)];

    /// <summary>What the folders say about themselves, those that do.</summary>
    public IReadOnlyList<DataDescription> Descriptions =>
        [.. folders.Select(folder => DataDescription.Of(folder.Path)).OfType<DataDescription>()];

    /// <summary>Reads the cycles of a list of names (<see cref="CycleNames"/>), each in any of the folders.</summary>
    /// <exception cref="UserError">No such folder or no such file in any of them, or shares for only some of the folders.</exception>
    public IReadOnlyList<Cycle> Read(IReadOnlyCollection<string> names)
    {
        if (folders.Any(folder => folder.Share is null) && folders.Any(folder => folder.Share is not null))
        {
            throw new UserError("--data: give each folder a share (FOLDER=0.7), or none of them.");
        }

        var sets = folders.Select(folder => (folder.Share, Cycles: Read(folder.Path, names))).Where(set => set.Cycles.Count > 0).ToArray();
        if (sets.Length == 0)
        {
            // Its sentence names the folder and the names.
            CycleReader.ReadFolder(folders[0].Path, names);
        }

        double rows = sets.Sum(set => set.Cycles.Sum(cycle => (double)cycle.Length)), shares = sets.Sum(set => set.Share ?? 0);
        return
        [
            .. sets.SelectMany(set => set.Share is not { } share
                ? set.Cycles
                : set.Cycles.Select(cycle => cycle with { Weight = (float)(share / shares * rows / set.Cycles.Sum(one => one.Length)) }))
        ];
    }

    private IReadOnlyList<Cycle> Read(string folder, IReadOnlyCollection<string> names)
    {
        float ownAh = DataDescription.Of(folder)?.RatedCapacityAh ?? ratedCapacityAh, scale = ratedCapacityAh / ownAh;
        return [.. CycleReader.FindInFolder(folder, names).Select(read =>
        {
            (Cycle cut, IReadOnlyList<string> holes) = BridgedHoles.Cut(read, ownAh);
            (Cycle cycle, IReadOnlyList<string> joints) = EndToEnd.Part(cut, ownAh);
            foreach (string sentence in holes.Concat(joints))
            {
                say?.Invoke(sentence);
            }

            return cycle with
            {
                CurrentA = [.. cycle.CurrentA.Select(current => current * scale)],
                ChargeAh = [.. cycle.ChargeAh.Select(charge => charge * scale)],
                CapacityAh = ratedLabels ? null : cycle.CapacityAh * scale,
            };
        })];
    }

    private static (string Path, float? Share) Split(string folder)
    {
        int at = folder.LastIndexOf('=');
        return at < 0 || Directory.Exists(folder)
            ? (folder, null)
            : float.TryParse(folder[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out float share)
                && share is > 0f and < 1e6f
            ? (folder[..at], share)
            : throw new UserError($"--data: '{folder[(at + 1)..]}' in '{folder}' is not a share above 0.");
    }
}
