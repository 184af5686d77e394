using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Activations;

/// <summary>Activations as operators of their own.</summary>
internal static class ActivationTflite
{
    public static IReadOnlyList<TfliteOperatorReading> Operators { get; } =
    [
        new(BuiltinOperator.Softmax, (chain, op) => Read(chain, op, Activation.Softmax)),
        new(BuiltinOperator.Logistic, (chain, op) => Read(chain, op, Activation.Sigmoid)),
        new(BuiltinOperator.Tanh, (chain, op) => Read(chain, op, Activation.Tanh)),
        new(BuiltinOperator.Relu, (chain, op) => Read(chain, op, Activation.Relu)),
        new(BuiltinOperator.Relu6, (chain, op) => Read(chain, op, Activation.Relu6)),
        new(BuiltinOperator.ReluN1To1, (chain, op) => Read(chain, op, Activation.ReluN1To1)),
    ];

    public static void Write(string name, Activation activation, QuantParams? output, TfliteTarget target)
    {
        BuiltinOperator code = activation switch
        {
            Activation.Sigmoid => BuiltinOperator.Logistic,
            Activation.Tanh => BuiltinOperator.Tanh,
            Activation.Softmax => BuiltinOperator.Softmax,
            Activation.Relu6 => BuiltinOperator.Relu6,
            Activation.ReluN1To1 => BuiltinOperator.ReluN1To1,
            _ => BuiltinOperator.Relu,
        };
        int result = target.Graph.Operator(
            code, target.Type == TensorType.Float32 ? 1 : 2, [target.Current], target.Tensor($"{name}/{activation}", target.Shape, output),
            activation == Activation.Softmax ? TfliteOptions.Softmax : TfliteOptions.None, []);
        target.Continue(result, target.Shape);
    }

    private static void Read(QuantizedChain chain, TfliteOperator op, Activation activation)
    {
        TfliteTensor input = chain.Input(op, 0, "input"), output = chain.Output(op);
        int size = input.Shape.Length > 0
            ? input.Shape[^1]
            : throw new UserError($"{QuantizedChain.Where(op)} has a single number as input; the file is damaged.");
        chain.Add(new QuantizedActivation(output.Name, QuantizedChain.Params(input), QuantizedChain.Params(output), activation, size));
    }
}
