using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Keras.Files;

/// <summary>A float network in the making: layers are added at its end, with the weights that the file has for them.</summary>
/// <param name="file">The file's arrays.</param>
/// <param name="input">Shape of the input.</param>
/// <param name="kerasVersion">Major version of the Keras that wrote the file.</param>
internal sealed class KerasSequence(KerasWeights file, LayerShape input, int kerasVersion)
{
    private readonly List<FloatLayer> layers = [];

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<FloatLayer> Layers => layers;

    /// <summary>Shape of the network's input.</summary>
    public LayerShape Input { get; private set; } = input;

    /// <summary>Shape at the end of the layers so far.</summary>
    public LayerShape Shape { get; private set; } = input;

    /// <summary>Whether state is carried from call to call.</summary>
    public bool IsStateful { get; private set; }

    /// <summary>Where the file keeps weights.</summary>
    public KerasWeights File { get; } = file;

    /// <summary>Adds a layer.</summary>
    public void Add(FloatLayer layer)
    {
        layers.Add(layer);
        Shape = layer.After(Shape);
    }

    /// <summary>Adds a recurrent layer whose state may be carried from call to call.</summary>
    public void Add(FloatRecurrent layer, bool isStateful)
    {
        Add(layer);
        IsStateful |= isStateful;
    }

    /// <summary>Takes the input for one of another shape with as many values.</summary>
    public void Reshape(LayerShape shape) => Input = Shape = shape;

    /// <summary>A sequence of its own for a layer inside a layer, which is given what comes so far.</summary>
    public KerasSequence Inner() => new(File, Shape, kerasVersion);

    /// <summary>
    /// Refuses options that no recurrent layer can have here, and a vector of what was a sequence.
    /// </summary>
    /// <exception cref="UserError">The layer has one of the options, or is given a vector; the message names it.</exception>
    public void RequireSequence(KerasLayer layer)
    {
        layer.RefuseIf(layer.Flag("return_state"), "has return_state=True, which is not supported", "return the output alone");
        layer.RefuseIf(layer.Flag("time_major"), "has time_major=True, which is not supported", "put the batch first");
        layer.RefuseIf(
            Shape.Steps == 1 && Input.Steps > 1, "does not take a sequence: the layer before it gives one vector",
            "set return_sequences=True in the LSTM before it");
    }

    /// <summary>An activation of a recurrent layer by its name in Keras, whose hard_sigmoid became another one with version 3.</summary>
    /// <exception cref="UserError">It is not supported.</exception>
    public Activation RecurrentActivation(KerasLayer layer, string option, string name) => name switch
    {
        "linear" => Activation.None,
        "relu" => Activation.Relu,
        "tanh" => Activation.Tanh,
        "sigmoid" => Activation.Sigmoid,
        "softsign" => Activation.Softsign,
        "hard_sigmoid" => kerasVersion >= 3 ? Activation.HardSigmoid6 : Activation.HardSigmoid,
        _ => throw layer.Refuse(
            $"has {option}='{name}', which is not supported",
            "supported are tanh, sigmoid, hard_sigmoid, relu, softsign and linear, so train it with one of these"),
    };
}
