using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>Figures of errors, worked out by hand.</summary>
public class ErrorFiguresTests
{
    [Fact]
    public void Estimates_too_low_count_as_those_too_high_do()
    {
        var sum = new ErrorSum();
        sum.Add(40, 50);
        sum.Add(53, 50);

        ErrorFigures figures = sum.Figures;
        Assert.Equal(2, figures.Count);
        Assert.Equal(6.5, figures.MeanAbsolutePercent, 1e-12);
        Assert.Equal(Math.Sqrt((100 + 9) / 2.0), figures.RootMeanSquarePercent, 1e-12);
        Assert.Equal(10, figures.MaximumPercent, 1e-12);
    }

    [Fact]
    public void The_greatest_error_is_the_greatest_in_either_direction()
    {
        ErrorSum low = new(), high = new(), both = new();
        low.Add(30, 42);
        low.Add(50, 49);
        high.Add(42, 30);
        high.Add(49, 50);
        both.Add(low);
        both.Add(high);

        Assert.Equal(12, low.Figures.MaximumPercent);
        Assert.Equal(12, high.Figures.MaximumPercent);
        Assert.Equal(12, both.Figures.MaximumPercent);
        Assert.Equal(4, both.Figures.Count);
        Assert.Equal(6.5, both.Figures.MeanAbsolutePercent);
    }

    [Fact]
    public void Correlation_is_one_on_a_line_minus_one_against_it_and_unknown_where_nothing_changes()
    {
        ErrorSum along = new(), against = new(), still = new();
        for (int k = 0; k < 10; k++)
        {
            along.Add(20 + (2 * k), 30 + k);
            against.Add(80 - (3 * k), 30 + k);
            still.Add(50, 30 + k);
        }

        Assert.Equal(1, along.Figures.Correlation, 1e-9);
        Assert.Equal(-1, against.Figures.Correlation, 1e-9);
        Assert.True(double.IsNaN(still.Figures.Correlation));
    }
}
