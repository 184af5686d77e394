using NanoBms.Cells.Cycles;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Tests;

public class ErrorTableTests
{
    [Fact]
    public void Figures_are_those_worked_out_by_hand()
    {
        ErrorFigures figures = Sum((50, 51), (60, 57), (70, 70)).Figures;

        Assert.Equal(3, figures.Count);
        Assert.Equal(4.0 / 3, figures.MeanAbsolutePercent, 1e-12);
        Assert.Equal(Math.Sqrt(10.0 / 3), figures.RootMeanSquarePercent, 1e-12);
        Assert.Equal(3, figures.MaximumPercent);
    }

    [Fact]
    public void Totals_weigh_estimates_not_files_and_one_leaves_out_what_is_set_apart()
    {
        CycleErrors[] errors =
        [
            Errors("25degC", "a", (50, 51), (50, 51), (50, 51)), Errors("25degC", "b", (50, 55)), Errors("n20degC", "a", (50, 60))
        ];
        IReadOnlyList<ErrorRow> rows = ErrorTable.Rows(errors, ["n20degC"]);

        Assert.Equal(
            ["25degC/a", "25degC/b", "n20degC/a", "all of 25degC", "all of n20degC", "all but n20degC", "all"],
            rows.Select(row => row.Name));
        Assert.Equal([1, 5, 10, 2, 10, 2, 3.6], rows.Select(row => row.Int8.MeanAbsolutePercent));
        Assert.DoesNotContain(ErrorTable.Rows(errors[..2], ["n20degC"]), row => row.Name.StartsWith("all but", StringComparison.Ordinal));
    }

    [Fact]
    public void Correlation_is_that_of_pearson()
    {
        // Deviations (-1, 0, 1) and (-2, 1, 1): 3 / sqrt(2 * 6).
        Assert.Equal(3 / Math.Sqrt(12), Sum((49, 48), (50, 51), (51, 51)).Figures.Correlation, 1e-12);
        Assert.Equal(double.NaN, Sum((50, 48), (50, 51)).Figures.Correlation);
    }

    internal static CycleErrors Errors(string group, string name, params (double Estimate, double Reference)[] pairs)
    {
        EstimateTrace Trace()
        {
            var trace = new EstimateTrace();
            foreach ((double estimate, double reference) in pairs)
            {
                trace.Add(trace.TimeS.Count, reference, estimate);
            }

            return trace;
        }

        return new CycleErrors(new Cycle("", group, name, [], [], [], [], []), Trace(), Trace());
    }

    private static ErrorSum Sum(params (double Estimate, double Reference)[] pairs)
    {
        var sum = new ErrorSum();
        foreach ((double estimate, double reference) in pairs)
        {
            sum.Add(estimate, reference);
        }

        return sum;
    }
}
