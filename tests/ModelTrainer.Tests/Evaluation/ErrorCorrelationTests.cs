using NanoBms.Cells.Virtual;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Tests.Evaluation;

public sealed class ErrorCorrelationTests
{
    [Theory]
    [InlineData(120)]
    [InlineData(900)]
    public void It_finds_the_time_and_the_scatter_of_a_known_error(double timeS)
    {
        var random = new Random(1);
        var correlation = new ErrorCorrelation();
        double kept = Math.Exp(-15 / timeS), error = 0;
        for (int k = 0; k < 60_000; k++)
        {
            error = kept * error + Math.Sqrt(1 - kept * kept) * Normal.Next(random);
            correlation.Add(15 * k, error + 0.1 * Normal.Next(random));
        }

        correlation.EndRun();

        Assert.InRange(correlation.TimeS, 0.8 * timeS, 1.25 * timeS);

        // What it has of its own, and what the lasting part moves in 15 s: half of 2 (1 - kept).
        Assert.Equal(Math.Sqrt(0.01 + 1 - kept), ErrorCorrelation.ScatterOf([correlation]), 0.05);
    }

    [Fact]
    public void An_error_that_never_changes_is_alike_for_as_long_as_is_looked()
    {
        var correlation = new ErrorCorrelation();
        for (int k = 0; k < 1000; k++)
        {
            correlation.Add(15 * k, 2);
        }

        correlation.EndRun();

        Assert.Equal(7200, correlation.TimeS);
        Assert.Equal(0, ErrorCorrelation.ScatterOf([correlation]), 1e-9);
    }

    [Fact]
    public void A_hole_ends_a_run()
    {
        var correlation = new ErrorCorrelation();
        foreach (double timeS in new double[] { 0, 15, 30, 1000, 1015 })
        {
            correlation.Add(timeS, timeS < 500 ? 1 : -1);
        }

        correlation.EndRun();

        // Across the hole the error turns; within the runs it never does.
        Assert.Equal(0, ErrorCorrelation.ScatterOf([correlation]), 1e-9);
    }
}
