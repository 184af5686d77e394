namespace NanoBms.Models.Networks;

/// <summary>Quantisation of a tensor: real = (q - ZeroPoint) * Scale.</summary>
public sealed record QuantParams(float Scale, int ZeroPoint);

/// <summary>Width of the activations; weights are int8 in both.</summary>
public enum ActivationWidth
{
    Int8 = 8,
    Int16 = 16,
}

/// <summary>
/// A fully quantised network in the project's intermediate form, with exactly the numbers of the .tflite file.
/// </summary>
/// <param name="FloatInput">The file starts with QUANTIZE: callers give real values.</param>
/// <param name="FloatOutput">The file ends with DEQUANTIZE: callers get real values.</param>
public sealed record QuantizedNetwork(
    string Name, ActivationWidth Width, int TimeSteps, int InputSize, bool Stateful,
    QuantParams Input, QuantParams Output, bool FloatInput, bool FloatOutput, IReadOnlyList<QuantizedLayer> Layers);

/// <summary>One layer of a <see cref="QuantizedNetwork"/>.</summary>
public abstract record QuantizedLayer(string Name, QuantParams Input, QuantParams Output);

/// <summary>
/// An LSTM with int8 weights, per tensor and symmetric. Gate order everywhere: input, forget, cell, output.
/// <see cref="QuantizedLayer.Output"/> is the quantisation of the hidden state.
/// </summary>
/// <param name="CellScale">Scale of the int16 cell state: a power of two.</param>
/// <param name="CellClip">Real value the cell state is clipped to (+-); 0: not clipped.</param>
/// <param name="InputWeightScales">One scale a gate.</param>
/// <param name="RecurrentWeightScales">One scale a gate.</param>
/// <param name="InputWeights">Four matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Four matrices [U, U], row-major.</param>
/// <param name="Biases">Four vectors [U]; int32 values for int8 activations, int64 for int16.</param>
public sealed record QuantizedLstm(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, bool ReturnSequences,
    float CellScale, float CellClip, float[] InputWeightScales, float[] RecurrentWeightScales,
    sbyte[][] InputWeights, sbyte[][] RecurrentWeights, long[][] Biases) : QuantizedLayer(Name, Input, Output);

/// <summary>A fully connected layer with int8 weights, applied to the last axis.</summary>
/// <param name="Activation">None, Relu, Relu6 or ReluN1To1, fused.</param>
/// <param name="WeightScales">One scale (per tensor) or <paramref name="Units"/> scales (per channel).</param>
/// <param name="Weights">[Units, InputSize], row-major.</param>
/// <param name="Bias">[Units].</param>
public sealed record QuantizedDense(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, Activation Activation,
    float[] WeightScales, sbyte[] Weights, long[] Bias) : QuantizedLayer(Name, Input, Output);

/// <summary>An activation that is an operator of its own (LOGISTIC, TANH, SOFTMAX, RELU).</summary>
public sealed record QuantizedActivation(string Name, QuantParams Input, QuantParams Output, Activation Activation, int Size)
    : QuantizedLayer(Name, Input, Output);

/// <summary>[T, N] becomes [T * N].</summary>
public sealed record QuantizedFlatten(string Name, QuantParams Input) : QuantizedLayer(Name, Input, Input);
