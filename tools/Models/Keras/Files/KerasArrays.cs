using NanoBms.Foundation;

namespace NanoBms.Models.Keras.Files;

/// <summary>The arrays that a file has for a layer, by name ("kernel", "bias"..).</summary>
internal sealed class KerasArrays(KerasLayer layer, IReadOnlyDictionary<string, WeightArray> arrays)
{
    /// <summary>Values of an array of any shape; empty where there is none.</summary>
    public float[] Values(string name) => arrays.TryGetValue(name, out WeightArray? array) ? array.Values : [];

    /// <summary>Values of an array of a shape.</summary>
    /// <exception cref="UserError">It is missing, or of another shape.</exception>
    public float[] Values(string name, params int[] shape)
    {
        if (!arrays.TryGetValue(name, out WeightArray? array))
        {
            throw layer.WeightType() is { } type
                ? layer.Refuse(
                    $"has weights of type {type}, which is not read",
                    "take the model over to the dtype policy float32 (build it anew with that and set_weights of the old one's) and save "
                        + "it again")
                : layer.Refuse($"has no weights '{name}' in the file", "save the model with its weights");
        }

        if (!array.Shape.AsSpan().SequenceEqual(shape))
        {
            throw layer.Refuse(
                $"has '{name}' of shape [{string.Join(",", array.Shape)}] where [{string.Join(",", shape)}] is needed",
                "the file is damaged or its model is not a plain sequence; save it again from Keras");
        }

        return array.Values;
    }

    /// <summary>Columns of a [rows, columns] matrix as rows: Keras multiplies x W, the project W x.</summary>
    public static float[] Transposed(float[] matrix, int rows, int columns, int firstColumn, int count)
    {
        var result = new float[rows * count];
        for (int column = 0; column < count; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                result[column * rows + row] = matrix[row * columns + firstColumn + column];
            }
        }

        return result;
    }
}
