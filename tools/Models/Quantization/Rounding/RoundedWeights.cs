namespace NanoBms.Models.Quantization.Rounding;

/// <summary>int8 weights of a layer's matrices and the biases that go with them.</summary>
/// <param name="Scales">One a matrix.</param>
/// <param name="Values">Row-major, one array a matrix.</param>
/// <param name="Bias">As real numbers.</param>
internal sealed record RoundedWeights(float[] Scales, sbyte[][] Values, float[] Bias)
{
    /// <summary>Rounds matrices that stand side by side before one bias: the input's of a gate and its hidden state's.</summary>
    /// <param name="matrices">Row-major, with as many rows as the bias has values.</param>
    /// <param name="bias">The bias.</param>
    /// <param name="means">Mean of what each matrix meets.</param>
    /// <param name="compensation">Rounds so that errors cancel; null: each weight to the nearest, and the bias takes up the mean
    /// error.</param>
    public static RoundedWeights Of(float[][] matrices, float[] bias, float[][] means, CompensatedRounding? compensation)
    {
        (sbyte[] Values, float Scale)[] nearest = [.. matrices.Select(matrix => QuantizationGrids.Symmetric(matrix))];
        float[] scales = [.. nearest.Select(matrix => matrix.Scale)];
        if (compensation is not null)
        {
            return Compensated(matrices, bias, scales, compensation);
        }

        for (int k = 0; k < matrices.Length; k++)
        {
            bias = Corrected(bias, matrices[k], nearest[k], means[k]);
        }

        return new RoundedWeights(scales, [.. nearest.Select(matrix => matrix.Values)], bias);
    }

    private static RoundedWeights Compensated(float[][] matrices, float[] bias, float[] scales, CompensatedRounding compensation)
    {
        int rows = bias.Length;
        int[] widths = [.. matrices.Select(matrix => matrix.Length / rows)];
        float[] scaleOf = [.. widths.SelectMany((width, k) => Enumerable.Repeat(scales[k], width))];
        var row = new double[scaleOf.Length + 1];
        var rounded = new sbyte[scaleOf.Length];
        sbyte[][] values = [.. matrices.Select(matrix => new sbyte[matrix.Length])];
        var biases = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            for (int k = 0, at = 0; k < matrices.Length; at += widths[k++])
            {
                for (int column = 0; column < widths[k]; column++)
                {
                    row[at + column] = matrices[k][r * widths[k] + column];
                }
            }

            row[^1] = bias[r];
            compensation.Round(row, scaleOf, rounded);
            for (int k = 0, at = 0; k < matrices.Length; at += widths[k++])
            {
                Array.Copy(rounded, at, values[k], r * widths[k], widths[k]);
            }

            biases[r] = (float)row[^1];
        }

        return new RoundedWeights(scales, values, biases);
    }

    /// <summary>
    /// A bias that takes up what rounding the weights changes on average: sum over the inputs of (weight - rounded weight) * mean input.
    /// </summary>
    private static float[] Corrected(float[] bias, float[] weights, (sbyte[] Values, float Scale) rounded, float[] meanInput)
    {
        int columns = meanInput.Length;
        var corrected = new float[bias.Length];
        for (int row = 0; row < bias.Length; row++)
        {
            double sum = bias[row];
            for (int column = 0; column < columns; column++)
            {
                int k = row * columns + column;
                sum += ((double)weights[k] - rounded.Values[k] * (double)rounded.Scale) * meanInput[column];
            }

            corrected[row] = (float)sum;
        }

        return corrected;
    }
}
