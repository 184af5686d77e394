using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using NanoBms.FleetServer.Commands;
using NanoBms.TestSupport;
using YamlDotNet.RepresentationModel;

namespace NanoBms.FleetServer.Tests.Operation;

/// <summary>What is in deploy/fleet, as far as it can be tried without containers.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Folder = Repository.File("deploy", "fleet");

    [Fact]
    public void The_compose_file_names_nothing_that_is_not_there_and_no_option_that_the_program_does_not_have()
    {
        var yaml = new YamlStream();
        using (var text = new StreamReader(Path.Combine(Folder, "compose.yaml")))
        {
            yaml.Load(text);
        }

        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        string[] volumes = Names(root, "volumes"), networks = Names(root, "networks"), services = Names(root, "services");
        Assert.Equal(["postgres", "mosquitto", "fleet1", "fleet2"], services);
        int programs = 0;
        foreach (YamlMappingNode service in ((YamlMappingNode)root["services"]).Children.Values.Cast<YamlMappingNode>())
        {
            foreach (string volume in Texts(service, "volumes"))
            {
                string source = volume.Split(':')[0];
                Assert.True(
                    source.StartsWith("./", StringComparison.Ordinal)
                        ? source == "./app" || File.Exists(Path.Combine(Folder, source))
                        : volumes.Contains(source),
                    $"there is no {source}");
            }

            Assert.Subset(networks.ToHashSet(), Texts(service, "networks").ToHashSet());
            Assert.All(Texts(service, "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
            if (service.Children.TryGetValue("depends_on", out YamlNode? before))
            {
                Assert.Subset(
                    services.ToHashSet(),
                    ((YamlMappingNode)before).Children.Keys.Select(name => ((YamlScalarNode)name).Value!).ToHashSet());
            }

            if (Texts(service, "command") is [.., { } line] && Program().Match(line) is { Success: true } match)
            {
                Check(match.Groups[1].Value.Replace("$$(hostname -i)", "127.0.0.1", StringComparison.Ordinal));
                programs++;
            }
        }

        Assert.Equal(1, programs);
    }

    [Fact]
    public void The_compose_file_gives_PostgreSQL_the_settings_of_the_file_beside_it()
    {
        string[] settings =
        [
            .. File.ReadLines(Path.Combine(Folder, "postgresql.conf")).Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Replace(" ", "", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(settings);
        string compose = File.ReadAllText(Path.Combine(Folder, "compose.yaml"));
        Assert.Contains(
            $"command: [\"postgres\", {string.Join(", ", settings.Select(setting => $"\"-c\", \"{setting}\""))}]", compose,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_is_right_as_systemd_sees_it_and_names_no_option_that_the_program_does_not_have()
    {
        string unit = await File.ReadAllTextAsync(Path.Combine(Folder, "nanobms-fleet@.service"), TestContext.Current.CancellationToken);
        string arguments = ExecStart().Match(unit).Groups[1].Value.Replace("%i", "8080", StringComparison.Ordinal);
        Check(arguments);
        Skip.Unless(File.Exists("/usr/bin/systemd-analyze"), "needs systemd-analyze, of the Debian package systemd");

        // The program is not installed here: any other stands for it.
        using var folder = new TemporaryFolder();
        string file = folder.Write("nanobms-fleet@.service", unit.Replace(
            "/opt/nanobms/fleet/NanoBms.FleetServer", "/bin/true", StringComparison.Ordinal));
        using Process process = Process.Start(
            new ProcessStartInfo("systemd-analyze", ["verify", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string error = await process.StandardError.ReadToEndAsync(WaitLimit.Token);
        await process.WaitForExitAsync(WaitLimit.Token);
        Assert.Equal("", error);
        Assert.Equal(0, process.ExitCode);
    }

    private static void Check(string arguments)
    {
        ParseResult parse = FleetCommand.Create().Parse(arguments.Trim().Split(' '));
        Assert.Empty(parse.Errors);
    }

    private static string[] Names(YamlMappingNode node, string name) =>
        [.. ((YamlMappingNode)node[name]).Children.Keys.Select(key => ((YamlScalarNode)key).Value!)];

    private static string[] Texts(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out YamlNode? list)
        ? [.. ((YamlSequenceNode)list).Children.Select(text => ((YamlScalarNode)text).Value!)]
        : [];

    [GeneratedRegex(@"NanoBms\.FleetServer\.dll (.*)$")]
    private static partial Regex Program();

    [GeneratedRegex(@"ExecStart=\S+ (.*)")]
    private static partial Regex ExecStart();
}
