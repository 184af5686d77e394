using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Foundation;

namespace NanoBms.Models.Inference;

/// <summary>
/// An int8 model on a described battery, sample by sample by Core's own estimator, for whoever measures what the network says: readings of
/// the battery go in, and the network's state of charge comes out.
/// </summary>
public sealed class BatteryRun
{
    private readonly StateEstimator estimator;

    /// <summary>A run as after power-up.</summary>
    /// <param name="model">An int8 model with manifest.</param>
    /// <param name="cellsInSeries">Cells in series.</param>
    /// <param name="cellsInParallel">Cells in parallel.</param>
    /// <param name="cellCapacityAh">Capacity of a cell, ampere-hours; 0: that of the model's cell.</param>
    /// <exception cref="UserError">The model is a float one, or has no manifest.</exception>
    public BatteryRun(ModelFile model, int cellsInSeries, int cellsInParallel, float cellCapacityAh)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Quantized is null || model.Manifest is null)
        {
            throw new UserError($"'{model.Path}' is no int8 model with manifest; give one.");
        }

        var network = new InterpretedModel(model.Quantized, model.Manifest, model.Sha256);
        var battery = new Battery(network.Info, cellsInSeries, cellsInParallel, cellCapacityAh);
        estimator = new StateEstimator(network, battery, StateEstimator.FullVoltageOfModel);
        CurrentPerCell = 1 / battery.CellCurrentA(1);
    }

    /// <summary>Current of the battery at one ampere of the model's cell, at equal C-rate.</summary>
    public float CurrentPerCell { get; }

    /// <summary>As after power-up.</summary>
    public void Reset() => estimator.Reset();

    /// <summary>Takes a reading of the battery, volts, amperes (discharge negative) and degrees Celsius.</summary>
    public void Accept(float voltageV, float currentA, float temperatureC) =>
        estimator.Accept(Reading.FromPhysical(voltageV, currentA, temperatureC));

    /// <summary>Takes a sample time without a reading.</summary>
    public void AcceptMissing() => estimator.AcceptMissing();

    /// <summary>State of charge by the network alone, percent; null while its window fills.</summary>
    public float? Infer() => estimator.TryInfer(out float percent) ? percent : null;
}
