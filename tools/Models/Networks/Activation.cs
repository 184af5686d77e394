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
}
