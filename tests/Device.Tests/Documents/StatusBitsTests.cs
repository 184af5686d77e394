using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.RegularExpressions;
using NanoBms.Device.Storage;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Documents;

/// <summary>The firmware's status bits, and who tells of them: none of these uses the firmware.</summary>
public sealed partial class StatusBitsTests
{
    /// <summary>What Home Assistant is told of a bit; null: nothing, for it is no problem that lasts.</summary>
    private static readonly Dictionary<string, string?> Problems = new()
    {
        [nameof(StatusBits.SensorFault)] = "sensor_fault",
        [nameof(StatusBits.Held)] = null,
        [nameof(StatusBits.Restarted)] = null,
        [nameof(StatusBits.Buffered)] = "entries_waiting",
        [nameof(StatusBits.PowerUp)] = null,
        [nameof(StatusBits.Disagreement)] = "disagreement",
        [nameof(StatusBits.SupervisedRestart)] = "supervised_restart",
        [nameof(StatusBits.LowSoc)] = "low_charge",
        [nameof(StatusBits.OverTemperature)] = "over_temperature",
        [nameof(StatusBits.OverCurrent)] = "over_current",
        [nameof(StatusBits.OtherBattery)] = "other_battery",
    };

    private static readonly Dictionary<string, int> Bits = typeof(StatusBits).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!);

    [Fact]
    public void Each_is_one_bit_of_its_own()
    {
        Assert.All(Bits.Values, bit => Assert.Equal(1, BitOperations.PopCount((uint)bit)));
        Assert.Equal(Bits.Count, Bits.Values.Distinct().Count());
    }

    [Fact]
    public void Home_Assistant_is_told_of_each_that_is_a_problem_by_its_own_name()
    {
        Assert.Equal(Problems.Keys.Order(), Bits.Keys.Order());
        Assert.All(Bits, bit =>
        {
            var state = new Dictionary<string, object?>();
            StatusProblems.AddTo(state, bit.Value);
            string[] set = [.. state.Where(problem => true.Equals(problem.Value)).Select(problem => problem.Key)];
            Assert.Equal(Problems[bit.Key] is { } expected ? [expected] : [], set);
        });
    }

    [Fact]
    public void The_page_has_words_for_each()
    {
        string script = File.ReadAllText(Repository.File("tools", "ChannelServer", "Page", "Assets", "bits.js"));
        Assert.Equal(
            Bits.Values.Order(),
            Mask().Matches(script).Select(mask => int.Parse(mask.Groups[1].Value, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public void The_document_of_the_channels_fields_names_each()
    {
        IEnumerable<string> table = File.ReadLines(Repository.File("docs", "settings.md"))
            .SkipWhile(line => !line.StartsWith("| bit of field7 |", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0);
        Assert.Equal(
            Bits.Values.Order(),
            table.Select(line => Row().Match(line)).Where(row => row.Success)
                .Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)).Order());
    }

    [GeneratedRegex("mask: ([0-9]+)")]
    private static partial Regex Mask();

    [GeneratedRegex(@"^\| ([0-9]+) \|")]
    private static partial Regex Row();
}
