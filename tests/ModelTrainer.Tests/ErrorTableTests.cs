using NanoBms.CycleData;
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
        CycleErrors[] errors = [Errors("25degC", "a", (50, 51), (50, 51), (50, 51)), Errors("25degC", "b", (50, 55)), Errors("n20degC", "a", (50, 60))];
        IReadOnlyList<ErrorRow> rows = ErrorTable.Rows(errors, ["n20degC"]);

        Assert.Equal(["25degC/a", "25degC/b", "n20degC/a", "all of 25degC", "all of n20degC", "all but n20degC", "all"], rows.Select(row => row.Name));
        Assert.Equal([1, 5, 10, 2, 10, 2, 3.6], rows.Select(row => row.Int8.MeanAbsolutePercent));
        Assert.DoesNotContain(ErrorTable.Rows(errors[..2], ["n20degC"]), row => row.Name.StartsWith("all but", StringComparison.Ordinal));
    }

    private static CycleErrors Errors(string group, string name, params (double Estimate, double Reference)[] pairs)
    {
        ErrorSum sum = Sum(pairs);
        return new CycleErrors(new Cycle("", group, name, [], [], [], [], []), sum.Figures, sum.Figures, sum, sum);
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
