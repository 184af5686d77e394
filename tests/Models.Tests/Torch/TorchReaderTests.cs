using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using NanoBms.Models.Tests.Layers;
using NanoBms.Models.Tests.Layers.Gru;
using NanoBms.Models.Tests.Layers.LstmVariants;
using NanoBms.Models.Tests.Layers.SimpleRnn;
using static NanoBms.Models.Tests.Layers.TestNumbers;

namespace NanoBms.Models.Tests.Torch;

/// <summary>Weights of PyTorch, against the formulas of its documentation.</summary>
public class TorchReaderTests
{
    private const int Steps = 6, Inputs = 3, Units = 4;

    public static readonly TheoryData<string, string> Files = new(
        from form in new[] { "archive", "legacy", "safetensors", "checkpoint", "module" }
        from kind in new[] { "lstm", "gru", "rnn" }
        select (form, kind));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recurrent_module_of_two_layers_and_a_linear_one_give_what_the_formulas_give(string form, string kind)
    {
        (string Name, int[] Shape, float[] Values)[] tensors = Tensors(kind, new Random(form.Length));
        byte[] bytes = Bytes(form, tensors);
        ModelFile file = ModelReader.Read(bytes, "model.pt", Steps);
        FloatNetwork network = file.Float!;

        Assert.EndsWith($"forward taken as {kind},last,fc", file.Format, StringComparison.Ordinal);
        Assert.Equal((Steps, Inputs, 3), (network.TimeSteps, network.InputSize, network.Layers.Count));
        float[][] steps = [.. Enumerable.Range(0, Steps).Select(_ => Values(new Random(8), Inputs, 1f))];
        double[] state = [.. Run(tensors, kind, 1, Run(tensors, kind, 0, steps))[^1].Select(value => (double)value)];
        float[] weights = Of(tensors, "fc.weight"), bias = Of(tensors, "fc.bias");
        TestNumbers.Expect(
            [.. Enumerable.Range(0, 2).Select(u => bias[u] + state.Select((value, k) => weights[(u * Units) + k] * value).Sum())], network,
            steps);
    }

    [Fact]
    public void The_order_of_computing_is_asked_for_where_the_names_do_not_tell_it()
    {
        byte[] bytes = TorchFiles.Archive(TwoLinear(new Random(1)));
        Assert.Equal(
            "'m.pt' holds weights without the order of computing: net.lstm (LSTM 3 -> 4), net.fc1 (Linear 4 -> 5), net.fc2 (Linear "
                + "5 -> 1). Say it as the model's forward() has it, for example --forward net.lstm,last,net.fc1,relu,net.fc2; words beside "
                + "names are last, state, mean, max, flatten, relu, relu6, leaky_relu, elu, selu, silu, softplus, softsign, tanh, sigmoid "
                + "and softmax.",
            Refusal(bytes, null));
        FloatNetwork network = ModelReader.Read(bytes, "m.pt", Steps, "lstm,last,fc1,relu,fc2,sigmoid").Float!;

        (string Name, int[] Shape, float[] Values)[] tensors = TwoLinear(new Random(1));
        float[][] steps = [.. Enumerable.Range(0, Steps).Select(k => Values(new Random(k), Inputs, 1f))];
        double[] state = [.. Run(tensors, "net.lstm", 0, steps)[^1].Select(value => (double)value)];
        double[] first = [.. Enumerable.Range(0, 5).Select(u => Math.Max(0, Of(tensors, "net.fc1.bias")[u]
            + state.Select((value, k) => Of(tensors, "net.fc1.weight")[(u * Units) + k] * value).Sum()))];
        double second = first.Select((value, k) => Of(tensors, "net.fc2.weight")[k] * value).Sum();
        TestNumbers.Expect([1 / (1 + Math.Exp(-second))], network, steps);
    }

    [Fact]
    public void All_time_steps_stay_where_the_forward_pass_chooses_none()
    {
        byte[] bytes = TorchFiles.Archive(TwoLinear(new Random(1)));
        FloatNetwork all = ModelReader.Read(bytes, "m.pt", Steps, "lstm,fc1,fc2").Float!;
        FloatNetwork late = ModelReader.Read(bytes, "m.pt", Steps, "lstm,fc1,fc2,last").Float!;
        Assert.Equal(Steps, NetworkShapes.OutputSize(all));
        Assert.Equal(1, NetworkShapes.OutputSize(late));
    }

    [Fact]
    public void A_relu_rnn_is_what_the_forward_pass_says()
    {
        byte[] bytes = TorchFiles.Archive(Tensors("rnn", new Random(2)));
        FloatNetwork network = ModelReader.Read(bytes, "m.pt", Steps, "rnn:relu,last,fc").Float!;
        Assert.Equal([Activation.Relu, Activation.Relu], network.Layers.OfType<FloatSimpleRnn>().Select(layer => layer.Activation));
    }

    [Fact]
    public void A_tensor_may_be_any_view_of_its_storage()
    {
        // [2, 3] turned to [3, 2] from element 1 on.
        (string, int[], float[])[] storages = [("", [], [0, 1, 2, 3, 4, 5, 6]), ("", [], [0.5f, 0.25f, 0])];
        byte[] pickle =
        [
            0x80, 2, (byte)'}', (byte)'(', .. TorchFiles.Text("fc.weight"), .. TorchFiles.Tensor([3, 2], 0, 7, 1, [1, 3]),
            .. TorchFiles.Text("fc.bias"), .. TorchFiles.Tensor([3], 1, 3), (byte)'u', (byte)'.',
        ];
        FloatNetwork network = ModelReader.Read(TorchFiles.Archive(pickle, storages), "m.pt", 1, "fc").Float!;
        TestNumbers.Expect([0.5 + (1 * 2) + (4 * 10), 0.25 + (2 * 2) + (5 * 10), (3 * 2) + (6 * 10)], network, [[2f, 10f]]);
    }

    [Fact]
    public void Batch_norm_is_taken_with_the_usual_epsilon()
    {
        (string, int[], float[])[] tensors =
        [
            ("bn.weight", [2], [2f, 3f]), ("bn.bias", [2], [0.5f, -1f]), ("bn.running_mean", [2], [1f, 2f]),
            ("bn.running_var", [2], [4f, 9f]),
        ];
        FloatNetwork network = ModelReader.Read(TorchFiles.Archive(tensors), "m.pt", 1, "bn").Float!;
        TestNumbers.Expect(
            [(2 * (5 - 1) / Math.Sqrt(4 + 1e-5)) + 0.5, (3 * (7 - 2) / Math.Sqrt(9 + 1e-5)) - 1], network, [[5f, 7f]]);
    }

    [Theory]
    [InlineData("lstm,last,fcc", "--forward names 'fcc', which is no module of 'm.pt'; its modules are lstm (LSTM 3 -> 4, 2 layers), fc "
        + "(Linear 4 -> 2), and words beside names are last, state, mean, max, flatten, relu, relu6, leaky_relu, elu, selu, "
            + "silu, softplus, softsign, tanh, sigmoid and softmax.")]
    [InlineData("lstm:relu,last,fc", "Module 'lstm' in 'm.pt' is no RNN, which alone has nonlinearity='relu'; leave ':relu' out.")]
    [InlineData("fc,lstm", "Module 'lstm' in 'm.pt' has 'weight_ih_l0' of shape [16, 3] where [16, 2] is needed; say the order of the "
        + "modules with --forward as the model's forward() has it.")]
    [InlineData("last,relu", "--forward names no module of 'm.pt'; say the order in which they compute.")]
    [InlineData("fc,last", "--forward says 'last' where no recurrent module stands before it; put it behind one.")]
    public void A_forward_pass_that_cannot_be_is_refused(string forward, string sentence) =>
        Assert.Equal(sentence, Refusal(TorchFiles.Archive(Tensors("lstm", new Random(1))), forward));

    [Theory]
    [InlineData("weight_hr_l0", "has a projection (proj_size), which is not supported; train it without.")]
    [InlineData(
        "weight_ih_l0_reverse", "has 'weight_ih_l0_reverse' of shape [1, 1] where [16, 3] is needed; say the order of the modules with "
            + "--forward as the model's forward() has it.")]
    public void Recurrent_modules_of_other_kinds_are_refused_by_name(string tensor, string what)
    {
        (string, int[], float[])[] tensors = [.. Tensors("lstm", new Random(1)), ("lstm." + tensor, [1, 1], [1f])];
        Assert.Equal($"Module 'lstm' in 'm.pt' {what}", Refusal(TorchFiles.Archive(tensors), "lstm,last,fc"));
    }

    [Fact]
    public void A_window_is_asked_for() => Assert.Equal(
        "'m.pt' does not say how many time steps its model is given; say it with --window (1 for a model that carries its state).",
        Assert.Throws<UserError>(() => ModelReader.Read(TorchFiles.Archive(Tensors("lstm", new Random(1))), "m.pt")).Message);

    [Fact]
    public void A_forward_pass_for_another_file_is_refused() => Assert.Equal(
        "--forward is for weights of PyTorch, and 'm.keras' says itself how it computes; leave it out.",
        Assert.Throws<UserError>(() => ModelReader.Read(KerasFiles.Archive("{}", []), "m.keras", 1, "lstm,last")).Message);

    [Fact]
    public void A_file_without_weights_is_refused() => Assert.Equal(
        "'m.pt' holds no weights of a model; save them with torch.save(model.state_dict(), 'model.pt').",
        Refusal(TorchFiles.Archive([0x80, 2, (byte)'}', (byte)'.'], []), null));

    [Fact]
    public void Nothing_that_a_pickle_names_is_called()
    {
        // os.system("..") as a member of a checkpoint: it stands as an object of that name, and the weights beside it are read.
        (string Name, int[] Shape, float[] Values)[] tensors = Tensors("lstm", new Random(1));
        byte[] pickle =
        [
            0x80, 2, (byte)'}', (byte)'(', .. TorchFiles.Text("run"), .. "cos\nsystem\n("u8, .. TorchFiles.Text("exit 1"), (byte)'t',
            (byte)'R', .. TorchFiles.Text("model"), .. TorchFiles.Dict(tensors), (byte)'u', (byte)'.',
        ];
        Assert.Equal(
            "PyTorch archive, 'model', forward taken as lstm,last,fc",
            ModelReader.Read(TorchFiles.Archive(pickle, tensors), "m.pt", Steps).Format);
    }

    private static string Refusal(byte[] bytes, string? forward) =>
        Assert.Throws<UserError>(() => ModelReader.Read(bytes, "m.pt", Steps, forward)).Message;

    private static byte[] Bytes(string form, (string Name, int[] Shape, float[] Values)[] tensors) => form switch
    {
        "archive" => TorchFiles.Archive(tensors),
        "legacy" => TorchFiles.Legacy(tensors),
        "checkpoint" => TorchFiles.Archive(TorchFiles.Checkpoint("model_state_dict", tensors), tensors),
        "module" => TorchFiles.Archive(TorchFiles.Module(tensors), tensors),
        _ => TorchFiles.Safetensors(tensors),
    };

    private static (string Name, int[] Shape, float[] Values)[] Tensors(string kind, Random random) =>
    [
        .. Recurrent(kind, kind, 0, Inputs, random), .. Recurrent(kind, kind, 1, Units, random),
        ("fc.weight", [2, Units], Values(random, 2 * Units, 1f)), ("fc.bias", [2], Values(random, 2, 1f)),
    ];

    private static (string Name, int[] Shape, float[] Values)[] TwoLinear(Random random) =>
    [
        .. Recurrent("net.lstm", "lstm", 0, Inputs, random), ("net.fc1.weight", [5, Units], Values(random, 5 * Units, 1f)),
        ("net.fc1.bias", [5], Values(random, 5, 1f)), ("net.fc2.weight", [1, 5], Values(random, 5, 1f)),
    ];

    private static IEnumerable<(string Name, int[] Shape, float[] Values)> Recurrent(
        string name, string kind, int layer, int inputs, Random random)
    {
        int rows = Units * (kind switch { "lstm" => 4, "gru" => 3, _ => 1 });
        yield return ($"{name}.weight_ih_l{layer}", [rows, inputs], Values(random, rows * inputs, 0.8f));
        yield return ($"{name}.weight_hh_l{layer}", [rows, Units], Values(random, rows * Units, 0.6f));
        yield return ($"{name}.bias_ih_l{layer}", [rows], Values(random, rows, 0.3f));
        yield return ($"{name}.bias_hh_l{layer}", [rows], Values(random, rows, 0.3f));
    }

    private static float[] Of((string Name, int[] Shape, float[] Values)[] tensors, string name) =>
        tensors.Single(tensor => tensor.Name == name).Values;

    /// <summary>Outputs of a layer, one a step, by the formulas of torch.nn.</summary>
    private static float[][] Run((string Name, int[] Shape, float[] Values)[] tensors, string name, int layer, float[][] steps)
    {
        int inputs = steps[0].Length;
        float[] input = Of(tensors, $"{name}.weight_ih_l{layer}"), hidden = Of(tensors, $"{name}.weight_hh_l{layer}");
        float[] first = Of(tensors, $"{name}.bias_ih_l{layer}"), second = Of(tensors, $"{name}.bias_hh_l{layer}");
        float[][] Blocks(float[] all, int columns, params int[] order) =>
            [.. order.Select(block => all[(block * Units * columns)..((block + 1) * Units * columns)])];
        float[] Both(int block) => [.. Enumerable.Range(block * Units, Units).Select(k => first[k] + second[k])];
        double[][] states = name[(name.LastIndexOf('.') + 1)..] switch
        {
            "lstm" => LstmVariantReference.Run(
                new FloatLstmVariant("l", inputs, Units, true, Activation.Tanh, Activation.Sigmoid, Blocks(input, inputs, 0, 1, 2, 3),
                    Blocks(hidden, Units, 0, 1, 2, 3), [Both(0), Both(1), Both(2), Both(3)]), steps),

            // PyTorch's order is reset, update, candidate.
            "gru" => GruReference.Run(
                new FloatGru("g", inputs, Units, true, true, Activation.Tanh, Activation.Sigmoid, Blocks(input, inputs, 1, 0, 2),
                    Blocks(hidden, Units, 1, 0, 2), [Both(1), Both(0), first[(2 * Units)..]], second[(2 * Units)..]), steps),
            _ => SimpleRnnReference.Run(
                new FloatSimpleRnn("r", inputs, Units, true, Activation.Tanh, input, hidden, Both(0)), steps),
        };
        return [.. states.Select(state => state.Select(value => (float)value).ToArray())];
    }
}
