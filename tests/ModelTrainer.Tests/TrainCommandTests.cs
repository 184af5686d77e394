using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NanoBms.Cells.Cycles;
using NanoBms.CommandLine;
using NanoBms.Models;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Commands;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>The command as a user gives it, on the virtual cell: no data needed.</summary>
public sealed partial class TrainCommandTests : IDisposable
{
    private static readonly string ManifestPath = Repository.File("models", "panasonic18650pf-32-16.manifest.json");

    private static readonly string StreamingManifestPath = Repository.File("models", "panasonic18650pf-stream-64.manifest.json");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_whole_way_on_the_virtual_cell_ends_with_models_and_a_card()
    {
        string model = folder.File("small");
        Assert.Equal(
            0,
            Run("--synthetic", "--manifest", ManifestPath, "--out", model, "--lstm", "8", "--dense", "4", "--steps", "400", "--batch", "64",
                "--copies", "1"));

        string card = File.ReadAllText(model + ".md");
        // Both were trained on features clamped to -1..1; only of the int8 form its input says so.
        Assert.Equal(new ManifestRange(-1f, 0.9921875f), TfliteReader.Read(model + ".float.tflite").Manifest!.InputRange);
        Assert.Null(TfliteReader.Read(model + ".int8.tflite").Manifest!.InputRange);
        Assert.Contains("virtual cell", card, StringComparison.Ordinal);
        double meanError = double.Parse(TotalRow().Match(card).Groups["mae"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(meanError, 0, 8);
    }

    [Fact]
    public void One_command_leads_from_cycles_to_the_code_of_a_streaming_model()
    {
        string model = folder.File("stream"), firmware = folder.File("firmware");
        Assert.Equal(0, Run(
            "--synthetic", "--manifest", StreamingManifestPath, "--out", model, "--lstm", "6", "--dense", "4", "--steps", "300", "--batch",
            "64", "--sequence", "32",
            "--learning-rate", "0.005", "--virtual-share", "0.3", "--virtual-lives", "4", "--firmware", firmware));

        ModelFile int8 = TfliteReader.Read(model + ".int8.tflite");
        string code = File.ReadAllText(Path.Combine(firmware, "generated", "NanoBms.Model", "GeneratedModel.cs"));
        Assert.Contains($"(SHA-256 {int8.Sha256})", code, StringComparison.Ordinal);
        Assert.Contains("info.Streaming = true;", code, StringComparison.Ordinal);

        string card = File.ReadAllText(model + ".md");
        Assert.Contains("streaming (state carried from sample to sample)", card, StringComparison.Ordinal);
        Assert.Contains("30 % from 4 lives of the virtual cell", card, StringComparison.Ordinal);
        Assert.Matches(@"\| charging \| \d+ \| [\d.]+ ", card);
        Assert.InRange(double.Parse(TotalRow().Match(card).Groups["mae"].Value, CultureInfo.InvariantCulture), 0, 12);
    }

    [Fact]
    public void A_virtual_cell_of_another_type_is_refused_before_training()
    {
        string other = folder.File("other.json");
        File.WriteAllText(
            other,
            File.ReadAllText(ManifestPath).Replace("\"ratedCapacityAh\": 2.9", "\"ratedCapacityAh\": 3.4", StringComparison.Ordinal));
        TextWriter before = Console.Error;
        using var error = new StringWriter();
        Console.SetError(TextWriter.Synchronized(error));
        try
        {
            Assert.Equal(1, Run("--synthetic", "--manifest", other, "--out", folder.File("x")));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains(
            "error: The virtual cell is a Panasonic NCR18650PF of 2.9 Ah and the manifest's cell a Panasonic NCR18650PF of 3.4 Ah; fit a "
                + "virtual cell to its cycles with the simulator's command fit and give it with --virtual-cell, or leave --virtual-share "
                + "out.",
            error.ToString(), StringComparison.Ordinal);
        Assert.Equal([other], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void A_model_learns_from_one_set_is_chosen_on_another_and_tested_on_a_third()
    {
        string cycles = folder.File("cycles"), manifest = folder.File("made-up.json"),
            model = folder.File("small");
        File.WriteAllBytes(manifest, ManifestJson.Write(SyntheticCycles.Manifest));
        Directory.CreateDirectory(Path.Combine(cycles, "made-up"));
        (string Name, int Seconds)[] sets = [("learnt", 700), ("chosen", 500), ("tested", 300), ("unused", 400)];
        foreach ((string name, int seconds) in sets)
        {
            Write(Path.Combine(cycles, "made-up", name + ".csv"), SyntheticCycles.Create(seconds, seconds));
        }

        Assert.Equal(0, Run(
            "--data", cycles, "--manifest", manifest, "--out", model, "--train", "learnt", "--validate", "chosen", "--test", "tested",
            "--apart", "", "--lstm", "8", "--dense", "4", "--steps", "60", "--batch", "64", "--copies", "1"));

        string card = File.ReadAllText(model + ".md");
        Assert.Contains("| learnt from | made-up (learnt) |", card, StringComparison.Ordinal);
        Assert.Contains("| chosen on | made-up (chosen): ", card, StringComparison.Ordinal);

        // One estimate a sample from the first whole window on.
        int estimates = 300 - SyntheticCycles.Manifest.Window + 1;
        Assert.Contains($"| made-up/tested | {estimates} |", card, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up/learnt", card, StringComparison.Ordinal);
        Assert.DoesNotContain("unused", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_goes_on_from_a_model_whose_features_were_scaled_otherwise_and_the_card_says_so()
    {
        string cycles = folder.File("cycles"), narrow = folder.File("narrow.json"), wide = folder.File("wide.json"),
            first = folder.File("first"), second = folder.File("second");
        Manifest manifest = SyntheticCycles.Manifest;
        File.WriteAllBytes(narrow, ManifestJson.Write(manifest));
        ManifestFeature[] features = [manifest.Features[0] with { Scale = 1.5f, Offset = -5f }, .. manifest.Features.Skip(1)];
        File.WriteAllBytes(wide, ManifestJson.Write(manifest with { Features = features }));
        Directory.CreateDirectory(Path.Combine(cycles, "made-up"));
        Write(Path.Combine(cycles, "made-up", "one.csv"), SyntheticCycles.Create(1));
        string[] common = ["--data", cycles, "--train", "one", "--validate", "one", "--test", "one", "--apart", "", "--lstm", "8",
            "--dense", "4", "--batch", "64", "--copies", "1"];

        Assert.Equal(0, Run([.. common, "--manifest", narrow, "--out", first, "--steps", "60"]));
        Assert.Equal(0, Run([.. common, "--manifest", wide, "--out", second, "--steps", "1", "--learning-rate", "0", "--from", first]));

        string card = File.ReadAllText(second + ".md");
        Assert.Contains(" --from first`", card, StringComparison.Ordinal);
        double before = FloatError(first), after = FloatError(second);
        Assert.InRange(after, before - 0.1, before + 0.1);

        // Of several it is the mean, of one and itself the same; of each the card tells the name.
        string third = folder.File("third");
        Assert.Equal(0, Run(
            [.. common, "--manifest", wide, "--out", third, "--steps", "1", "--learning-rate", "0", "--from", $"{first},{second}"]));
        Assert.Contains(" --from first,second`", File.ReadAllText(third + ".md"), StringComparison.Ordinal);
        Assert.InRange(FloatError(third), before - 0.1, before + 0.1);
    }

    private static double FloatError(string model) => double.Parse(
        File.ReadLines(model + ".md").First(line => line.StartsWith("| all | ", StringComparison.Ordinal)).Split('|')[7],
        CultureInfo.InvariantCulture);

    [Fact]
    public void Cycles_of_another_capacity_and_errors_above_the_bound_are_refused()
    {
        string cycles = folder.File("cycles"), manifest = folder.File("made-up.json");
        Directory.CreateDirectory(Path.Combine(cycles, "made-up"));
        foreach (string name in (string[])["a", "b", "c"])
        {
            Write(Path.Combine(cycles, "made-up", name + ".csv"), SyntheticCycles.Create(name[0], 500));
        }

        string Refusal(float capacityAh)
        {
            Manifest form = SyntheticCycles.Manifest;
            File.WriteAllBytes(manifest, ManifestJson.Write(form with { Cell = form.Cell! with { RatedCapacityAh = capacityAh } }));
            TextWriter before = Console.Error;
            using var error = new StringWriter();
            Console.SetError(TextWriter.Synchronized(error));
            try
            {
                Assert.Equal(1, Run(
                    "--data", cycles, "--manifest", manifest, "--out", folder.File("small"), "--train", "a", "--validate", "b",
                    "--test",
                    "c", "--lstm", "4", "--dense", "4", "--steps", "10", "--batch", "64", "--copies", "1", "--max-error", "0.001"));
            }
            finally
            {
                Console.SetError(before);
            }

            return error.ToString();
        }

        Assert.Matches(@"error: '.*a\.csv' goes from -\d+ to 100 % state of charge for 0\.02 Ah; mend the capacity", Refusal(0.02f));
        Assert.Matches(
            @"error: The model errs [\d.]+ % on the test cycles, more than the 0\.001 % of --max-error; no model was written",
            Refusal(SyntheticCycles.RatedCapacityAh));
        Assert.Empty(Directory.EnumerateFiles(folder.Root, "small*"));
    }

    [Fact]
    public void Cycles_to_choose_on_that_are_shorter_than_a_window_are_refused_whatever_is_learnt_from()
    {
        string cycles = folder.File("cycles"), manifest = folder.File("made-up.json");
        File.WriteAllBytes(manifest, ManifestJson.Write(SyntheticCycles.Manifest));
        Directory.CreateDirectory(Path.Combine(cycles, "made-up"));
        foreach ((string name, int seconds) in new[] { ("learnt", 700), ("chosen", SyntheticCycles.Manifest.Window - 1), ("tested", 300) })
        {
            Write(Path.Combine(cycles, "made-up", name + ".csv"), SyntheticCycles.Create(1, seconds));
        }

        Assert.Equal(1, Run(
            "--data", cycles, "--manifest", manifest, "--out", folder.File("small"), "--train", "learnt", "--validate", "chosen",
            "--test", "tested", "--apart", "", "--lstm", "8", "--dense", "4", "--steps", "60", "--batch", "64", "--copies", "1"));
        Assert.Equal([manifest], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void Data_and_the_virtual_cell_exclude_each_other()
    {
        Assert.Equal(1, Run("--manifest", ManifestPath, "--out", folder.File("x")));
        Assert.Equal(1, Run("--synthetic", "--data", folder.Root, "--manifest", ManifestPath, "--out", folder.File("x")));
        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    private static void Write(string path, Cycle cycle)
    {
        var text = new StringBuilder("time_s,voltage_v,current_a,temperature_c,charge_ah\n");
        for (int k = 0; k < cycle.Length; k++)
        {
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{cycle.TimeS[k]:R},{cycle.VoltageV[k]:R},{cycle.CurrentA[k]:R},{cycle.TemperatureC[k]:R},{cycle.ChargeAh[k]:R}\n"));
        }

        File.WriteAllText(path, text.ToString());
    }

    private static int Run(params string[] arguments) =>
        CommandProgram.Run(new RootCommand { TrainCommand.Create() }, ["train", .. arguments], Console.Out, Console.Error);

    [GeneratedRegex(@"^\| all \| \d+ \| (?<mae>[\d.]+) ", RegexOptions.Multiline)]
    private static partial Regex TotalRow();
}
