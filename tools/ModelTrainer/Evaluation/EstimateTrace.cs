namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Estimates over a cycle beside the truth, one value an estimate.</summary>
public sealed class EstimateTrace
{
    /// <summary>Seconds in the cycle.</summary>
    public List<double> TimeS { get; } = [];

    /// <summary>True state of charge, percent.</summary>
    public List<double> ReferencePercent { get; } = [];

    /// <summary>Estimated state of charge, percent.</summary>
    public List<double> EstimatePercent { get; } = [];

    /// <summary>The errors, added up.</summary>
    public ErrorSum Sum { get; } = new();

    /// <summary>Adds an estimate.</summary>
    public void Add(double timeS, double referencePercent, double estimatePercent)
    {
        TimeS.Add(timeS);
        ReferencePercent.Add(referencePercent);
        EstimatePercent.Add(estimatePercent);
        Sum.Add(estimatePercent, referencePercent);
    }

    /// <summary>The errors of several traces together.</summary>
    public static ErrorFigures Total(IEnumerable<EstimateTrace> traces)
    {
        var total = new ErrorSum();
        foreach (EstimateTrace trace in traces)
        {
            total.Add(trace.Sum);
        }

        return total.Figures;
    }
}
