using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.CommandLine;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Commands;
using NanoBms.ModelTrainer.NewCell;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests.NewCell;

/// <summary>The command as a user gives it, in small: what comes of it is whole, though no model to use.</summary>
public sealed class NewCellCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new(), error = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public void A_data_sheet_alone_leads_to_model_card_settings_and_code()
    {
        string model = folder.File("agm"), firmware = folder.File("firmware");
        Assert.Equal(0, Run(
            "--name", "AGM 100", "--chemistry", "agm", "--capacity", "100", "--network", "small", "--steps", "30", "--cells", "4",
                "--series", "6",
            "--max-error", "90", "--out", model, "--firmware", firmware));

        ManifestCell cell = TfliteReader.Read(model + ".int8.tflite").Manifest!.Cell!;
        Assert.Equal(("AGM 100", "lead-acid", 100f, 2.4f, 1.75f),
            (cell.Type, cell.Chemistry, cell.RatedCapacityAh, cell.FullVoltageV, cell.EmptyVoltageV));
        Assert.Equal((20f, 60f), (cell.MaxChargeCurrentA, cell.MaxDischargeCurrentA));
        Assert.Equal(cell, ManifestJson.Parse(File.ReadAllBytes(model + ".manifest.json"), "m").Cell);
        string card = File.ReadAllText(model + ".md");
        Assert.Contains("**Not checked on a recording of this cell.**", card, StringComparison.Ordinal);
        Assert.Contains("H. Bode, Lead-Acid Batteries", card, StringComparison.Ordinal);
        Assert.Contains("| 95 % do not exceed | ", card, StringComparison.Ordinal);
        Assert.Contains("not checked on a recording of this cell: 95 % of the cells that fit its data sheet err by at most ",
            output.ToString(), StringComparison.Ordinal);
        JsonNode settings = JsonNode.Parse(File.ReadAllText(model + ".settings.json"))!;
        Assert.Equal((6, 2.37), ((int)settings["cellsInSeries"]!, (double)settings["fullVoltageV"]!));
        string code = File.ReadAllText(Path.Combine(firmware, "generated", "NanoBms.Model", "GeneratedModel.cs"));
        Assert.Contains($"(SHA-256 {TfliteReader.Read(model + ".int8.tflite").Sha256})", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_lead_to_a_model_that_is_judged_on_what_was_held_back()
    {
        ChemistryPreset preset = ChemistryPresets.Of("lfp");
        CellDescription cell = CellDescription.Usual("storage", preset, 10);
        var lives = new PopulationLives(cell, new CellPopulation(cell, preset));
        foreach ((Cycle life, int index) in lives.Record(500, 3, 2 * 3600, "week").Select((life, index) => (life, index)))
        {
            Write(folder.File("logs", "week", $"log_{index + 1}.csv"), life);
        }

        string model = folder.File("storage");
        string[] arguments =
        [
            "--name", "storage", "--chemistry", "lfp", "--capacity", "10", "--network", "small", "--steps", "30", "--logs",
                folder.File("logs"),
            "--out", model, "--validate", "log_2", "--test", "log_3", "--cells", "2",
        ];
        Assert.Equal(1, Run([.. arguments, "--max-error", "0.01"]));
        Assert.Matches(
            @"error: The model errs [\d.]+ % on the logs held back, more than the 0.01 % of --max-error; no model was written\. Give more "
                + @"logs, more steps, or the bound that is good enough for you\.",
            error.ToString());
        Assert.Equal(["logs"], Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName));

        Assert.Equal(0, Run([.. arguments, "--max-error", "90"]));
        string card = File.ReadAllText(model + ".md");
        Assert.Contains("| learnt from | week (log_1) |", card, StringComparison.Ordinal);
        Assert.Contains("| chosen on | week (log_2): MAE", card, StringComparison.Ordinal);
        Assert.Contains("| week/log_3 |", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Not checked", card, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Root, card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "newcell needs at least --chemistry and --capacity; on a terminal it asks for them. Example: nanobms-train newcell --name \"A123 "
            + "APR18650M1B\" --chemistry lfp --capacity 1.2", "--chemistry", "lfp")]
    [InlineData("There is no preset for chemistry 'nimh'; known are nmc, nca, lfp, lead-acid.", "--chemistry", "nimh", "--capacity", "2")]
    [InlineData("--network 'huge' is not one of stream, small, large.", "--chemistry", "lfp", "--capacity", "2", "--network", "huge")]
    [InlineData("There is no file or folder 'nowhere'.", "--chemistry", "lfp", "--capacity", "2", "--logs", "nowhere")]
    public void What_cannot_be_done_is_said_in_a_sentence(string sentence, params string[] arguments)
    {
        Assert.Equal(1, Run([.. arguments, "--out", folder.File("x")]));
        Assert.Contains("error: " + sentence, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Root));
    }

    [Theory]
    [InlineData("LG 18650HG2", "LG 18650HG2 cell")]
    [InlineData("LFP cell", "LFP cell")]
    [InlineData("lead-acid cell of 2 V", "lead-acid cell of 2 V")]
    [InlineData("Supercell 5", "Supercell 5 cell")]
    public void A_type_is_called_a_cell_once(string type, string called) => Assert.Equal(called, CellManifest.Called(type));

    private static void Write(string path, Cycle cycle)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var text = new StringBuilder("time_s,voltage_v,current_a,temperature_c,charge_ah\n");
        for (int k = 0; k < cycle.Length; k++)
        {
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{cycle.TimeS[k]:F0},{cycle.VoltageV[k]:F4},{cycle.CurrentA[k]:F4},{cycle.TemperatureC[k]:F2},{cycle.ChargeAh[k]:F5}\n"));
        }

        File.WriteAllText(path, text.ToString());
    }

    private int Run(params string[] arguments) =>
        CommandProgram.Run(new RootCommand { NewCellCommand.Create() }, ["newcell", .. arguments], output, error);
}
