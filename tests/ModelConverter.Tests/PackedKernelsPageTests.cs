using System.Globalization;
using NanoBms.Models.Packing;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>
/// The worked example of docs/packed-kernels.md: its inputs are read from the page, and every number after them must follow.
/// </summary>
public class PackedKernelsPageTests
{
    private static readonly string[] Page = File.ReadAllLines(Repository.File("docs", "packed-kernels.md"));

    private readonly long[][] weights = [.. Rows("row ").Select(cells => cells[1..5].Select(Number).ToArray())];
    private readonly long[] bias = [.. Rows("row ").Select(cells => Number(cells[5]))];
    private readonly long[] inputs =
    [
        .. Page.Single(line => line.StartsWith("inputs x = ", StringComparison.Ordinal))["inputs x = ".Length..].Split('.')[0].Split(", ")
            .Select(Number)
    ];

    [Fact]
    public void Sums_by_hand_are_right() =>
        Assert.Contains($"the sums are {Sum(0)}, {Sum(1)} and {Sum(2)}.", string.Join('\n', Page), StringComparison.Ordinal);

    [Fact]
    public void The_accumulator_takes_the_values_of_the_page()
    {
        LaneLayout layout = LaneLayout.Create([12, 12, 12], 21)!;
        long accumulator = layout.Start(bias);
        Assert.Contains($"(5 << 42) = {accumulator}.", string.Join('\n', Page), StringComparison.Ordinal);
        string[][] rows =
        [
            .. Page.Where(
                line => line.Length > 2 && line.StartsWith("| ", StringComparison.Ordinal) && line.Split('|').Length == 6
                    && char.IsAsciiDigit(line[2]) && !line.Contains('`', StringComparison.Ordinal)).Select(Cells)
        ];
        Assert.Equal(4, rows.Length);
        for (int j = 0; j < 4; j++)
        {
            long constant = layout.Column([.. weights.Select(row => (sbyte)row[j])]), product = inputs[j] * constant;
            accumulator += product;
            Assert.Equal([j, constant, product, accumulator], rows[j].Select(Number));
        }

        string[][] lanes = [.. Page.Where(line => line.Contains("| `", StringComparison.Ordinal)).Select(Cells)];
        for (int lane = 0; lane < 3; lane++)
        {
            long value = layout.Extract(accumulator, lane);
            Assert.Equal(value, Number(lanes[lane][2]));
            Assert.Equal(Sum(lane), value - layout.Form(lane).Offset);
            Assert.Equal(Sum(lane), Number(lanes[lane][3]));
        }
    }

    [Fact]
    public void Requantising_gives_the_results_of_the_page()
    {
        // Half away from zero after a division by 16, in decimal arithmetic.
        Assert.Equal([59, -38, -14], Enumerable.Range(0, 3).Select(row => (long)Math.Round(Sum(row) / 16m, MidpointRounding.AwayFromZero)));

        var requantizer = new Requantizer(1.0 / 16, false, 0);
        string page = string.Join('\n', Page);
        foreach ((SumForm form, string negative) in new[] { (SumForm.Lane(21), "(p & 1048576) == 0"), (SumForm.Plain, "p < 0") })
        {
            string addend = $"{negative} ? {requantizer.NegativeAddend(form)} : {requantizer.Addend(form)}";
            Assert.Equal(1073741824, requantizer.Multiplier);
            string code = requantizer.Code("L", form, Text(requantizer.Multiplier), addend);
            Assert.Equal($"((L * 1073741824 + ({addend})) >> 34)", code);
            Assert.Contains($"`{code[1..^1]}`", page, StringComparison.Ordinal);
        }

        Assert.Contains("Row 0: 1049516\n  gives 59. Row 1: 1047976 gives -38:", page, StringComparison.Ordinal);
        Assert.Contains("Row 2: -14.", page, StringComparison.Ordinal);
        Assert.Equal(-14, requantizer.Apply(-220, SumForm.Plain));
        Assert.Equal(59, requantizer.Apply(1049516, SumForm.Lane(21)));
        Assert.Equal(-38, requantizer.Apply(1047976, SumForm.Lane(21)));
    }

    [Fact]
    public void Four_rows_take_the_values_of_the_page()
    {
        string page = string.Join('\n', Page);
        string fourth = page.Split("and a fourth one, ")[1].Split(", all four")[0];
        long[][] rows = [.. weights, [.. fourth.Split(", ").Select(Number)]];
        long[] sums = [.. rows.Select(row => row.Zip(inputs).Sum(pair => pair.First * pair.Second))];
        long[] constants = [.. Enumerable.Range(0, 4).Select(j => ColumnChunks.Lanes.Column([.. rows.Select(row => (sbyte)row[j])]))];
        long chunk = ColumnChunks.Offset + inputs.Zip(constants).Sum(pair => pair.First * pair.Second);
        long[] lanes = [.. sums.Select(sum => sum + 32768)];
        long odd = lanes[1] + (lanes[3] << 32), even = lanes[0] + (lanes[2] << 32);

        Assert.Contains($"add up to {Listed(rows.Select(row => row.Sum(Math.Abs)))})", page, StringComparison.Ordinal);
        Assert.Contains($"* K: {string.Join(", ", constants)}\n", page, StringComparison.Ordinal);
        Assert.Contains($"* q = {chunk}; its lanes are {Listed(lanes)}, less 32768: {Listed(sums)}\n", page, StringComparison.Ordinal);
        Assert.Contains($"* odd: {odd}, which is {lanes[1]} and {lanes[3]}; even: {even}, which is {lanes[0]} and {lanes[2]}\n", page,
            StringComparison.Ordinal);
        Assert.Contains($"odd  += (q >> 16) & {ColumnChunks.EvenLanes} ", page, StringComparison.Ordinal);
        Assert.Equal(odd, (chunk >> 16) & ColumnChunks.EvenLanes);
        Assert.Equal(even, unchecked(chunk - (odd << 16)));
    }

    private static string Listed(IEnumerable<long> numbers)
    {
        string[] texts = [.. numbers.Select(Text)];
        return $"{string.Join(", ", texts[..^1])} and {texts[^1]}";
    }

    private long Sum(int row) => bias[row] + weights[row].Zip(inputs).Sum(pair => pair.First * pair.Second);

    private static string[][] Rows(string start) =>
        [.. Page.Where(line => line.StartsWith("| " + start, StringComparison.Ordinal)).Select(Cells)];

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
