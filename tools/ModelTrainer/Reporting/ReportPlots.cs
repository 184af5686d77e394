using NanoBms.ModelTrainer.Evaluation;
using ScottPlot;

namespace NanoBms.ModelTrainer.Reporting;

/// <summary>The pictures of a report, as PNG.</summary>
internal static class ReportPlots
{
    private const int Width = 900, Height = 480;

    /// <summary>Points drawn of a trace at most, as a line and in a cloud of many: more do not show.</summary>
    private const int LinePoints = 1200, CloudPoints = 300;

    /// <summary>Estimated and true state of charge over a cycle.</summary>
    public static byte[] Trace(CycleErrors errors, EstimateTrace? ocv)
    {
        using Plot plot = Create($"State of charge, {errors.Cycle.Group}/{errors.Cycle.Name}", "time (min)", "state of charge (%)");
        if (ocv is not null)
        {
            Line(plot, Minutes(ocv), ocv.EstimatePercent, "open-circuit look-up", Colors.LightGray, 1);
        }

        Line(plot, Minutes(errors.Int8), errors.Int8.EstimatePercent, "int8 model", Colors.C1, 2);
        Line(plot, Minutes(errors.Int8), errors.Int8.ReferencePercent, "true", Colors.Black, 1.5f);
        plot.Axes.SetLimitsY(0, 105);
        plot.ShowLegend(Alignment.UpperRight);
        return Png(plot);
    }

    /// <summary>Errors over state of charge, a colour each temperature.</summary>
    public static byte[] ErrorOverSoc(IReadOnlyList<CycleErrors> errors)
    {
        using Plot plot = Create(
            "Error of the int8 model over the true state of charge", "true state of charge (%)", "error (% state of charge)");
        var palette = new ScottPlot.Palettes.Category10();
        int index = 0;
        foreach (IGrouping<string, CycleErrors> group in errors.GroupBy(error => error.Cycle.Group))
        {
            Color color = palette.GetColor(index++);
            bool first = true;
            foreach (EstimateTrace trace in group.Select(error => error.Int8))
            {
                (List<double> x, List<double> y) = Thin(trace.ReferencePercent, Errors(trace), CloudPoints);
                ScottPlot.Plottables.Scatter points = plot.Add.ScatterPoints(x.ToArray(), y.ToArray(), color.WithAlpha(0.5));
                points.MarkerSize = 3;
                points.LegendText = first ? group.Key : "";
                first = false;
            }
        }

        plot.Add.HorizontalLine(0, 1, Colors.Black);
        plot.Axes.SetLimitsX(0, 102);
        plot.ShowLegend(Alignment.UpperRight);
        return Png(plot);
    }

    /// <summary>How often which error occurs.</summary>
    public static byte[] Histogram(IReadOnlyList<CycleErrors> errors)
    {
        const double width = 0.25;
        using Plot plot = Create("Errors of the int8 model", "error (% state of charge)", "share of estimates (%)");
        List<double> all = [.. errors.SelectMany(error => Errors(error.Int8))];
        Bar[] bars = [.. all.GroupBy(error => (int)Math.Floor(error / width)).OrderBy(group => group.Key).Select(group => new Bar
        {
            Position = (group.Key + 0.5) * width,
            Value = 100.0 * group.Count() / all.Count,
            Size = width,
            FillColor = Colors.C0,
            LineWidth = 0,
        })];
        plot.Add.Bars(bars);
        plot.Axes.SetLimitsY(0, 1.1 * bars.Max(bar => bar.Value));
        return Png(plot);
    }

    /// <summary>The network and the fused figure under a wrong current sensor.</summary>
    public static byte[] Fused(FusedErrors errors)
    {
        using Plot plot = Create(
            $"Error with a wrong current sensor, {errors.Cycle.Group}/{errors.Cycle.Name}", "time (min)", "error (% state of charge)");
        Line(plot, Minutes(errors.Network), Errors(errors.Network), "int8 model", Colors.C1.WithAlpha(0.6), 1);
        Line(plot, Minutes(errors.Fused), Errors(errors.Fused), "fused", Colors.C0, 2);
        plot.Add.HorizontalLine(0, 1, Colors.Black);
        plot.ShowLegend(Alignment.UpperRight);
        return Png(plot);
    }

    private static Plot Create(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        return plot;
    }

    private static void Line(Plot plot, IReadOnlyList<double> x, IReadOnlyList<double> y, string name, Color color, float width)
    {
        (List<double> xs, List<double> ys) = Thin(x, y, LinePoints);
        ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(xs.ToArray(), ys.ToArray(), color);
        line.LineWidth = width;
        line.LegendText = name;
    }

    private static List<double> Minutes(EstimateTrace trace) => [.. trace.TimeS.Select(second => second / 60)];

    private static List<double> Errors(EstimateTrace trace) =>
        [.. trace.EstimatePercent.Zip(trace.ReferencePercent, (estimate, reference) => estimate - reference)];

    private static (List<double> X, List<double> Y) Thin(IReadOnlyList<double> x, IReadOnlyList<double> y, int points)
    {
        int stride = Math.Max(1, x.Count / points);
        List<double> xs = [], ys = [];
        for (int k = 0; k < x.Count; k += stride)
        {
            xs.Add(x[k]);
            ys.Add(y[k]);
        }

        return (xs, ys);
    }

    private static byte[] Png(Plot plot) => plot.GetImage(Width, Height).GetImageBytes(ImageFormat.Png);
}
