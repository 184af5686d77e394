using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.Predictor;
using NanoBms.ThingSpeakBridge.Feeds;
using NanoBms.ThingSpeakBridge.Logs;
using NanoBms.ThingSpeakBridge.Replaying;

namespace NanoBms.ThingSpeakBridge.Commands;

/// <summary>replay FILE: an export of a channel, without network.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            Description = "Export of a channel: CSV or JSON, as ThingSpeak and the local channel give it.",
        };
        Option<string?> log = new("--log") { Description = "Writes the estimates to a new .csv or .db file.", HelpName = "FILE" };
        var model = new ModelOptions();
        var command = new Command(
            "replay",
            """
            Estimates the entries of an export and compares with what the device wrote (field4 and field5). Exit code 2 where they differ.

            Example: nanobms-bridge replay feeds.csv --log soc.csv
            """)
        {
            file,
            log,
        };
        model.AddTo(command);
        command.SetAction(
            parse => Run(
                parse.GetValue(file)!, parse.GetValue(log), model.Read(parse, SettingsFile.Read(null)),
                parse.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string path, string? logPath, SocPredictorOptions options, TextWriter output)
    {
        var predictor = new SocPredictor(options);
        ReplayResult result = Replay.Run(FeedReader.ReadFile(path), predictor);
        if (logPath is not null)
        {
            if (File.Exists(logPath))
            {
                throw new UserError($"'{logPath}' is there already; name a new file.");
            }

            using IEstimateLog log = EstimateLog.Open(logPath);
            result.Estimates.ForEach(log.Add);
        }

        output.WriteLine(FormattableString.Invariant(
            $"Model: {predictor.ModelName} ({predictor.Precision}), a sample each {predictor.SamplePeriod.TotalSeconds:0.###} s, window ")
                + FormattableString.Invariant($"{predictor.WindowLength}"));
        foreach (string line in Replay.Report(result, predictor.SamplePeriod))
        {
            output.WriteLine(line);
        }

        bool isEqual = result.Different.Count == 0 && (result.Compared.Count > 0 || result.OnlyDevice == 0);
        return isEqual ? BridgeExitCode.Success : BridgeExitCode.Different;
    }
}
