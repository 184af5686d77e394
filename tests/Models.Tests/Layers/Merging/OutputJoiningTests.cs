using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests.Layers.Merging;

/// <summary>Keras models of several outputs.</summary>
public class OutputJoiningTests
{
    [Fact]
    public void Outputs_behind_shared_layers_stand_side_by_side()
    {
        // Two of their own layers for each output: relu(2 x) 3 + 1 and relu(-x) 5.
        string model = Model(
            Dense("a1", "in", 1, "relu"), Dense("a2", "a1", 1, "linear"), Dense("b1", "in", 1, "relu"), Dense("b2", "b1", 1, "linear"));
        byte[] weights = Hdf5(
            ("layers/dense/vars/0", new[,] { { 2f } }), ("layers/dense/vars/1", new[] { 0f }),
            ("layers/dense_1/vars/0", new[,] { { 3f } }), ("layers/dense_1/vars/1", new[] { 1f }),
            ("layers/dense_2/vars/0", new[,] { { -1f } }), ("layers/dense_2/vars/1", new[] { 0f }),
            ("layers/dense_3/vars/0", new[,] { { 5f } }), ("layers/dense_3/vars/1", new[] { 0f }));
        ModelFile file = ModelReader.Read(Archive(model, weights), "m.keras");

        Assert.EndsWith("outputs a2, b2 in this order", file.Format, StringComparison.Ordinal);
        Assert.Equal([13f, 0f], new FloatModel(file.Float!).Invoke([2f]));
        Assert.Equal([1f, 15f], new FloatModel(file.Float!).Invoke([-3f]));
    }

    [Theory]
    [InlineData("b2", -4f)]
    [InlineData("1", -4f)]
    [InlineData("a2", 3f)]
    public void One_of_them_is_chosen_by_name_or_number_where_they_cannot_be_computed_as_one(string output, float expected)
    {
        string model = Model(
            Dense("a1", "in", 1, "relu"), Dense("a2", "a1", 1, "relu"), Dense("b1", "in", 1, "linear"), Dense("b2", "b1", 1, "linear"));
        byte[] weights = Hdf5(
            ("layers/dense/vars/0", new[,] { { 1f } }), ("layers/dense/vars/1", new[] { 0f }),
            ("layers/dense_1/vars/0", new[,] { { 3f } }), ("layers/dense_1/vars/1", new[] { 0f }),
            ("layers/dense_2/vars/0", new[,] { { -1f } }), ("layers/dense_2/vars/1", new[] { 0f }),
            ("layers/dense_3/vars/0", new[,] { { 4f } }), ("layers/dense_3/vars/1", new[] { 0f }));

        Assert.Equal([expected], new FloatModel(ModelReader.Read(Archive(model, weights), "m.keras", output: output).Float!).Invoke([1f]));
        Assert.Equal(
            "'m.keras' has no output 'c'; --output takes the name or the number of one: 0 'a2', 1 'b2'.",
            Assert.Throws<UserError>(() => ModelReader.Read(Archive(model, weights), "m.keras", output: "c")).Message);
    }

    [Theory]
    [InlineData("linear", "sigmoid", "('a2', 'b2')")]
    [InlineData("softmax", "softmax", "('a2', 'b2')")]
    public void Outputs_of_different_activations_are_refused_with_a_way_out(string first, string second, string what)
    {
        string model = Model(
            Dense("a1", "in", 1, "relu"), Dense("a2", "a1", 1, first), Dense("b1", "in", 1, "relu"), Dense("b2", "b1", 1, second));
        Assert.Equal(
            $"The outputs a2, b2 are computed in different ways {what}, so that they cannot be computed as one; choose one "
                + "of them with --output.",
            Refusal(model));
    }

    [Fact]
    public void Outputs_of_different_depth_are_refused_with_a_way_out() => Assert.StartsWith(
        "The outputs a2, b2 are computed in different ways ('a2', nothing more)",
        Refusal(Model(Dense("a1", "in", 1, "relu"), Dense("a2", "a1", 1, "linear"), Dense("b2", "in", 1, "relu"))),
        StringComparison.Ordinal);

    private static string Refusal(string model)
    {
        float[,] one = { { 1f } };
        float[] zero = [0f];
        (string, object)[] arrays = [.. Enumerable.Range(0, 4).SelectMany(k => new (string, object)[]
        {
            ($"layers/dense{(k == 0 ? "" : $"_{k}")}/vars/0", one), ($"layers/dense{(k == 0 ? "" : $"_{k}")}/vars/1", zero),
        })];
        return Assert.Throws<UserError>(() => ModelReader.Read(Archive(model, Hdf5(arrays)), "m.keras")).Message;
    }

    private static string Dense(string name, string from, int units, string activation) =>
        $"{{\"class_name\": \"Dense\", \"name\": \"{name}\", \"config\": {{\"name\": \"{name}\", \"units\": {units}, "
            + $"\"activation\": \"{activation}\"}}, \"inbound_nodes\": [[[\"{from}\", 0, 0, {{}}]]]}}";

    private static string Model(params string[] layers) =>
        "{\"class_name\": \"Functional\", \"config\": {\"layers\": ["
            + "{\"class_name\": \"InputLayer\", \"name\": \"in\", \"config\": {\"name\": \"in\", \"batch_shape\": [null, 1]}, "
            + $"\"inbound_nodes\": []}}, {string.Join(", ", layers)}], \"input_layers\": [[\"in\", 0, 0]], "
            + "\"output_layers\": [[\"a2\", 0, 0], [\"b2\", 0, 0]]}}";
}
