namespace NanoBms.IlMeter.Commands;

/// <summary>Limits that a measured kernel must keep; null: none.</summary>
/// <param name="Instructions">Most executed instructions of an inference.</param>
/// <param name="StepInstructions">Most executed instructions of a streaming step.</param>
/// <param name="TimesFewer">Least ratio of the naive kernel's instructions to the kernel's.</param>
/// <param name="HeapBytes">Most RAM of model and inference.</param>
/// <param name="ModelBytes">Most bytes of all assemblies.</param>
public sealed record MeterLimits(long? Instructions, long? StepInstructions, double? TimesFewer, long? HeapBytes, long? ModelBytes)
{
    /// <summary>One sentence for each limit that is broken, those of a device's assemblies among them.</summary>
    public IEnumerable<string> Violations(KernelMeasurement measured, KernelMeasurement? naive)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.Inference.Total > Instructions)
        {
            yield return $"An inference of the {measured.Kernel} kernel executes {measured.Inference.Total:N0} IL instructions; the limit "
                + $"is {Instructions:N0}.";
        }

        if (measured.Step?.Total > StepInstructions)
        {
            yield return $"A streaming step of the {measured.Kernel} kernel executes {measured.Step.Total:N0} IL instructions; the limit "
                + $"is {StepInstructions:N0}.";
        }

        if (naive is not null && naive.Inference.Total < TimesFewer * measured.Inference.Total)
        {
            yield return $"The {measured.Kernel} kernel executes {(double)naive.Inference.Total / measured.Inference.Total:F1} times "
                + $"fewer IL instructions than the naive one; the least is {TimesFewer:F1}.";
        }

        if (measured.HeapBytes > HeapBytes)
        {
            yield return $"Model and inference of the {measured.Kernel} kernel take {measured.HeapBytes:N0} bytes of RAM; the limit is "
                + $"{HeapBytes:N0}.";
        }

        if (measured.FileBytes > ModelBytes)
        {
            yield return $"The assemblies of the {measured.Kernel} kernel take {measured.FileBytes:N0} bytes; the limit is "
                + $"{ModelBytes:N0}.";
        }

        if (naive is not null && !naive.Outputs.Zip(measured.Outputs).All(pair => pair.First.SequenceEqual(pair.Second)))
        {
            yield return $"The {measured.Kernel} kernel and the naive one give different results; the model's code is not this model "
                + "file's, or it is wrong.";
        }

        foreach (string violation in measured.Footprints.SelectMany(footprint => footprint.Violations()))
        {
            yield return violation;
        }
    }
}
