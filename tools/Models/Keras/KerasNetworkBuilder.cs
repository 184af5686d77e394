using System.Globalization;
using NanoBms.Foundation;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Merging;
using NanoBms.Models.Layers.Reversal;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Keras;

/// <summary>Makes a float network of Keras layers and their weights. How a class is read stands with its kind of layer.</summary>
internal sealed class KerasNetworkBuilder
{
    private readonly KerasSequence sequence;

    private KerasNetworkBuilder(KerasSequence sequence) => this.sequence = sequence;

    /// <summary>Builds the network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">The layers.</param>
    /// <param name="file">The file's arrays.</param>
    /// <param name="timeSteps">Window length where the model leaves it open; null: the model must fix it.</param>
    /// <param name="kerasVersion">Major version of the Keras that wrote the file.</param>
    /// <exception cref="UserError">A layer or option that is not supported; the message names it.</exception>
    public static FloatNetwork Build(string name, KerasModel model, Hdf5Weights file, int? timeSteps, int kerasVersion)
    {
        var weights = new KerasWeights(file, model.All);
        KerasSequence[] sequences = [.. model.Paths.Select(path => Read(path.Layers, weights, timeSteps, kerasVersion))];
        KerasSequence first = sequences[0];
        int steps = sequences.Any(sequence => sequence.IsStateful) ? sequences.Select(OneStep).First() : first.Input.Steps;
        IReadOnlyList<FloatLayer> layers = sequences.Length == 1 ? first.Layers
            : OutputJoining.Join([.. sequences.Select((sequence, k) => (model.Paths[k].Output, sequence.Layers))], first.Input);
        return new FloatNetwork(name, steps, first.Input.Size, sequences.Any(sequence => sequence.IsStateful), layers);
    }

    private static KerasSequence Read(IReadOnlyList<KerasLayer> source, KerasWeights weights, int? timeSteps, int kerasVersion)
    {
        int[] shape = source.Select(layer => layer.InputShape()).FirstOrDefault(found => found is not null)
            ?? source.FirstOrDefault()?.BuiltShape
            ?? throw new UserError(
                "The model does not state its input shape; build it with an Input layer of shape (time steps, features) and save it "
                    + "again.");
        var sequence = new KerasSequence(
            weights, InputShape(shape, timeSteps ?? (source.Any(layer => layer.Flag("stateful")) ? 1 : null)), kerasVersion);
        var builder = new KerasNetworkBuilder(sequence);

        // A last Reshape names the axes of the output alone: its values stay in order.
        int count = source.Count - source.Reverse().TakeWhile(layer => layer.ClassName == "Reshape").Count();
        foreach (KerasLayer layer in source.Take(Math.Max(1, count)))
        {
            builder.Add(layer);
        }

        return sequence;
    }

    /// <summary>
    /// The time steps of a call of a model that carries its state: one, since one after the other gives the same as several at once.
    /// </summary>
    /// <exception cref="UserError">A layer needs several at once.</exception>
    private static int OneStep(KerasSequence sequence)
    {
        int steps = sequence.Input.Steps;
        LayerShape shape = sequence.Input;
        foreach (FloatLayer layer in sequence.Layers)
        {
            if (layer.NeedsAllSteps && shape.Steps > 1)
            {
                throw new UserError(
                    $"Layer '{layer.Name}' needs all {steps} time steps of a call at once, and the model carries its state from call to "
                        + "call (stateful=True), so that it cannot be given one at a time; train it with stateful=False.");
            }

            shape = layer.After(shape);
        }

        return 1;
    }

    private static LayerShape InputShape(int[] shape, int? timeSteps)
    {
        string text = $"({string.Join(", ", shape.Select(length => length < 0 ? "None" : length.ToString(CultureInfo.InvariantCulture)))})";
        if (shape.Length is < 2 or > 3 || shape[^1] < 1 || shape.Any(length => length is 0 or > 1_000_000))
        {
            throw new UserError($"The model's input has shape {text}; (batch, time steps, features) is supported, build the model so.");
        }

        // A fixed batch does not show in the weights: it is taken as 1.
        int steps = shape.Length == 2 ? 1 : shape[1] > 0 ? shape[1] : timeSteps ?? throw new UserError(
            $"The model's input leaves the number of time steps open ({text}); say it with --window, or build the model with a fixed one.");
        return new LayerShape(steps, shape[^1]);
    }

    private void Add(KerasLayer layer)
    {
        if (DoesNothing(layer.ClassName))
        {
            return;
        }

        // The two directions of a Bidirectional are put side by side where that is read.
        if (layer.Flag("go_backwards") && layer.Direction is null && sequence.Shape.Steps > 1)
        {
            sequence.Add(FloatReversal.Whole($"{layer.Name}/backwards", sequence.Shape.Size));
        }

        switch (layer.ClassName)
        {
            case "RNN":
                KerasLayer cell = layer.Wrapped("cell") ?? throw layer.Refuse("does not say its cell", "use an LSTM layer");
                KerasClass ofCell = LayerKinds.KerasClasses.FirstOrDefault(known => known.Cell == cell.ClassName)
                    ?? throw KerasRefusals.Cell(layer, cell.ClassName);
                ofCell.Read(sequence, layer, cell);
                break;
            case "Bidirectional":
                KerasBidirectional.Read(sequence, layer, (inner, each) => new KerasNetworkBuilder(inner).Add(each));
                break;
            case "TimeDistributed":
                AddPerStep(layer, layer.Wrapped("layer"));
                break;
            default:
                KerasClass ofLayer = Find(layer.ClassName) ?? throw KerasRefusals.Layer(layer);
                ofLayer.Read(sequence, layer, layer);
                break;
        }
    }

    /// <summary>A layer for each time step: layers that treat each step alike are that anyway.</summary>
    private void AddPerStep(KerasLayer layer, KerasLayer? inner)
    {
        KerasClass? known = inner is null ? null : Find(inner.ClassName);
        // Flattens one vector a step, which is flat.
        if (inner?.ClassName is "Dropout" or "Flatten")
        {
            return;
        }

        if (inner is null || known is not { IsPerStep: true })
        {
            throw layer.Refuse(
                $"applies a layer of class {inner?.ClassName ?? "that it does not say"} to each time step, which is not supported",
                "supported is Dense");
        }

        known.Read(sequence, layer, inner);
    }

    private static KerasClass? Find(string className) => LayerKinds.KerasClasses.FirstOrDefault(known => known.Name == className);

    /// <summary>Layers that only training needs.</summary>
    private static bool DoesNothing(string className) =>
        className is "InputLayer" or "Dropout" or "SpatialDropout1D" or "GaussianDropout" or "GaussianNoise"
        or "AlphaDropout" or "ActivityRegularization";
}
