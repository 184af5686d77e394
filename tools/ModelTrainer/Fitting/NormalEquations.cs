using MathNet.Numerics.LinearAlgebra;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>A sparse row of a least-squares problem; reused, because there are a hundred thousand of them.</summary>
internal sealed class TermList
{
    private readonly int[] indices = new int[32];
    private readonly double[] factors = new double[32];

    public int Count { get; private set; }

    public (int Index, double Factor) this[int place] => (indices[place], factors[place]);

    public void Clear() => Count = 0;

    public void Add(int index, double factor)
    {
        if (factor != 0)
        {
            indices[Count] = index;
            factors[Count++] = factor;
        }
    }
}

/// <summary>Sums of a weighted linear least-squares problem.</summary>
internal sealed class NormalEquations
{
    private readonly Matrix<double> matrix;
    private readonly Vector<double> right;
    private double squares;

    public NormalEquations(int size)
    {
        matrix = Matrix<double>.Build.Dense(size, size);
        right = Vector<double>.Build.Dense(size);
    }

    private NormalEquations(NormalEquations other)
    {
        (matrix, right, squares, Weight) = (other.matrix.Clone(), other.right.Clone(), other.squares, other.Weight);
    }

    /// <summary>Sum of the weights.</summary>
    public double Weight { get; private set; }

    public NormalEquations Copy() => new(this);

    /// <summary>Adds a row: the sum of the terms shall be the target.</summary>
    public void Add(TermList terms, double target, double weight)
    {
        double[] values = matrix.AsColumnMajorArray();
        double[] sums = right.AsArray();
        int size = right.Count;
        for (int i = 0; i < terms.Count; i++)
        {
            (int column, double factor) = terms[i];
            double weighted = weight * factor;
            sums[column] += weighted * target;
            for (int j = 0; j < terms.Count; j++)
            {
                (int row, double other) = terms[j];
                values[column * size + row] += weighted * other;
            }
        }

        squares += weight * target * target;
        Weight += weight;
    }

    /// <summary>The unknowns with the least squared error.</summary>
    public Vector<double> Solve() => matrix.Cholesky().Solve(right);

    /// <summary>Weighted sum of squared errors at values of the unknowns.</summary>
    public double SquaredError(Vector<double> values) => squares - 2 * right.DotProduct(values) + values.DotProduct(matrix * values);
}
