using NanoBms.Core.Estimation;
using NanoBms.Predictor;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Predictor;

public class SampleCsvTests
{
    [Fact]
    public void Columns_are_found_by_name_and_gaps_in_time_count()
    {
        var lines = new List<string> { "temperature_c,note,time_s,voltage_v,current_a" };
        StateEstimator estimator = DischargeSamples.Estimator();
        var expected = new List<float?>();
        for (int k = 0; k < 16; k++)
        {
            (float v, float i, float t) = DischargeSamples.At(k);
            lines.Add(FormattableString.Invariant($"{t},x,{(k < 12 ? k : k + 2)},{v},{i}"));
            if (k == 12)
            {
                estimator.AcceptMissing();
                estimator.AcceptMissing();
            }

            expected.Add(DischargeSamples.Estimate(estimator, k));
        }

        using var folder = new TemporaryFolder();
        string path = folder.File("samples.csv");
        File.WriteAllLines(path, lines);
        IReadOnlyList<SocPrediction> rows = new SocPredictor().PredictCsv(path);

        Assert.Equal(expected, rows.Select(row => row.SocPercent));
        Assert.Equal(2, rows[12].MissedSamples);
    }

    [Fact]
    public void An_empty_value_is_a_missing_one()
    {
        IReadOnlyList<BatterySample> samples = SampleCsv.Read(
            new StringReader("voltage_v,current_a,temperature_c\n3.9,,25\nnan,-1,25\n"), "x.csv");
        Assert.Equal([new BatterySample(3.9f, null, 25f), new BatterySample(null, -1f, 25f)], samples);
    }

    [Theory]
    [InlineData("", "'x.csv' is empty; samples need the columns voltage_v, current_a, temperature_c.")]
    [InlineData(
        "voltage_v,temperature_c\n", "'x.csv' has no column 'current_a'; samples need the columns voltage_v, current_a, temperature_c.")]
    [InlineData(
        "voltage_v,current_a,temperature_c\n3.9,-1,25\n3.9,one,25\n", "'x.csv', line 3: 'one' in column 'current_a' is not a number.")]
    [InlineData(
        "time_s,voltage_v,current_a,temperature_c\n,3.9,-1,25\n",
        "'x.csv', line 2: time_s is empty; give every sample a time, or leave the column out.")]
    public void Other_tables_are_refused(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => SampleCsv.Read(new StringReader(text), "x.csv")).Message);
}
