namespace NanoBms.Models.Networks;

/// <summary>An activation applied element by element (Softmax: over the last axis).</summary>
public enum Activation
{
    None,
    Relu,
    Relu6,
    ReluN1To1,
    Tanh,
    Sigmoid,
    Softmax,

    /// <summary>0.2 x + 0.5 within 0..1: Keras 1 and 2, ONNX.</summary>
    HardSigmoid,

    /// <summary>x / 6 + 0.5 within 0..1: Keras 3, PyTorch.</summary>
    HardSigmoid6,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,
}
