using System.Text;
using NanoBms.DeviceBuild.Boards;
using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Generation;

/// <summary>The tables of documents that follow from the one table of boards, which the converter's inspect shows too.</summary>
public static class BoardPages
{
    private const string BoardsPath = "docs/boards.md", FlashingPath = "docs/flashing.md";
    private const int Kib = 1024;

    /// <summary>Pages with such tables, from the checkout's top folder.</summary>
    public static IReadOnlyList<string> Paths { get; } = [BoardsPath, FlashingPath];

    /// <summary>Path from the checkout's top folder, and text, of each page.</summary>
    /// <param name="root">The checkout's top folder.</param>
    /// <exception cref="UserError">A page is not there, or lacks the marks of a table.</exception>
    public static IReadOnlyList<(string Path, string Text)> Create(string root)
    {
        string boards = MarkedText.Replace(Read(root, BoardsPath), "boards", Boards(), BoardsPath);
        boards = MarkedText.Replace(boards, "channels", Channels(), BoardsPath);
        return
        [
            (BoardsPath, MarkedText.Replace(boards, "images", Images(Chip.All), BoardsPath)),
            (FlashingPath, MarkedText.Replace(Read(root, FlashingPath), "images", Images([Chip.Esp32]), FlashingPath)),
        ];
    }

    /// <summary>What each board has for managed code.</summary>
    public static string Boards()
    {
        var text = new StringBuilder("| board | flash | region for managed code | managed heap | image |\n|---|---:|---:|---:|---|\n");
        foreach (Board board in Board.All)
        {
            FirmwareImage image = board.Chip.Images.FirstOrDefault(image => image.UsesPsram == board.PsramMegabytes > 0)
                ?? board.Chip.Images[0];
            text.Append(
                $"| {board.Name} | {board.FlashMegabytes} MB | {board.DeploymentBytes / Kib:N0} KiB | {board.HeapBytes / Kib:N0} KiB | "
                    + $"`{image.Name}` |\n");
        }

        return text.ToString();
    }

    /// <summary>The GPIO of each channel of the ADC.</summary>
    public static string Channels()
    {
        int most = Chip.All.Max(chip => chip.AdcGpios.Count);
        IEnumerable<int> channels = Enumerable.Range(0, most);
        var text = new StringBuilder(
            $"| `thermistorChannel` | {string.Join(" | ", channels)} |\n|---|{string.Concat(channels.Select(_ => "---:|"))}\n");
        foreach (Chip chip in Chip.All)
        {
            text.Append($"| {chip.Name}: GPIO | {string.Join(
                " | ", channels.Select(channel => channel < chip.AdcGpios.Count ? $"{chip.AdcGpios[channel]}" : "-"))} |\n");
        }

        return text.ToString();
    }

    /// <summary>The images of some chips.</summary>
    public static string Images(IReadOnlyList<Chip> chips)
    {
        var text = new StringBuilder("| image | clock | |\n|---|---:|---|\n");
        foreach (Chip chip in chips)
        {
            foreach (FirmwareImage image in chip.Images)
            {
                string of = chips.Count == 1 ? "" : $"{chip.Name}: ";
                text.Append($"| `{image.Name}` | {image.ClockMhz} MHz | {of}{image.Note} |\n");
            }
        }

        return text.ToString();
    }

    private static string Read(string root, string page)
    {
        string path = Path.Combine(root, page);
        return File.Exists(path) ? File.ReadAllText(path) : throw new UserError($"There is no {page} in '{root}'.");
    }
}
