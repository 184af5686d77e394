using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>
/// Finds LSTM steps in the computation itself: h = sigmoid(o) * tanh(c), c = sigmoid(f) * c' + sigmoid(i) * tanh(g), each gate a sum of
/// products with x and with h'. How the matrices are combined or split, and in which order operators stand, does not matter.
/// </summary>
internal sealed class LstmRecognizer
{
    private readonly Dictionary<Piece, LstmStep> cells = [];
    private readonly Dictionary<Node, string> refusals = new(ReferenceEqualityComparer.Instance);

    /// <summary>Why a product that has the form of an LSTM's output is none; null where it has not even the form.</summary>
    public string? Refusal(Node node) => refusals.GetValueOrDefault(node);

    /// <summary>
    /// The first such reason in the graph: after a step that is no LSTM's, no later one can be recognised. Null where there is none.
    /// </summary>
    public string? FirstRefusal { get; private set; }

    /// <summary>The step whose output a product is; null where it is something else.</summary>
    public LstmStep? Recognize(BinaryNode product)
    {
        if (product.Kind != BinaryKind.Multiply)
        {
            return null;
        }

        return Match(product, product.Left, product.Right) ?? Match(product, product.Right, product.Left);
    }

    private LstmStep? Match(BinaryNode product, Vector gate, Vector squashedCell)
    {
        if (!View.IsActivation(gate, out Activation gateActivation, out Vector outputSum)
            || !View.IsActivation(squashedCell, out Activation cellActivation, out Vector cell)
            || FindCell(cell) is not { } parts)
        {
            return null;
        }

        (string, Activation)[] gates =
        [
            ("output gate", gateActivation), ("input gate", parts.InputActivation),
            ("forget gate", parts.ForgetActivation ?? Activation.Sigmoid),
        ];
        foreach ((string name, Activation activation) in gates)
        {
            if (activation != Activation.Sigmoid)
            {
                Refuse(product, $"{product.Origin.Operator} ends an LSTM whose {name} has the activation {activation}, which is not "
                    + "supported; train it with recurrent_activation='sigmoid'.");
                return null;
            }
        }

        if (cellActivation is not (Activation.Tanh or Activation.Relu) || parts.CellActivation != cellActivation)
        {
            Activation other = cellActivation is Activation.Tanh or Activation.Relu ? parts.CellActivation : cellActivation;
            Refuse(product, $"{product.Origin.Operator} ends an LSTM with the cell activation {other}, which is not supported; train it "
                + "with activation='tanh' or 'relu'.");
            return null;
        }

        LinearForm?[] forms =
        [
            LinearForm.Of(parts.InputSum), parts.ForgetSum is null ? LinearForm.Missing : LinearForm.Of(parts.ForgetSum),
            LinearForm.Of(parts.CellSum), LinearForm.Of(outputSum),
        ];
        if (forms.Any(form => form is null))
        {
            Refuse(product, $"{product.Origin.Operator} ends an LSTM whose gates are more than sums of products with its input and its "
                + "hidden state (peephole or normalised gates), which is not supported; train a plain LSTM.");
            return null;
        }

        return Build(product, cell, parts, forms!);
    }

    private void Refuse(BinaryNode product, string sentence)
    {
        refusals[product] = sentence;
        FirstRefusal ??= sentence;
    }

    /// <summary>The parts of c = f * c' + i * g, or of c = i * g where c' is zero and was removed.</summary>
    private CellParts? FindCell(Vector cell)
    {
        float clip = 0;
        Vector unclipped = cell;
        if (IsClip(unclipped, out Vector inner, out float limit))
        {
            unclipped = inner;
            clip = limit;
        }

        if (View.Is(unclipped, BinaryKind.Add, out Vector a, out Vector b))
        {
            return FindCell(a, b, clip) ?? FindCell(b, a, clip);
        }

        return FindCandidate(unclipped, out Vector input, out Activation inputActivation, out Vector candidate,
            out Activation cellActivation)
            ? new CellParts(null, null, null, input, inputActivation, candidate, cellActivation, clip)
            : null;
    }

    private CellParts? FindCell(Vector kept, Vector added, float clip)
    {
        if (!View.Is(kept, BinaryKind.Multiply, out Vector x, out Vector y)
            || !FindCandidate(added, out Vector input, out Activation inputActivation, out Vector candidate, out Activation cellActivation))
        {
            return null;
        }

        foreach ((Vector gate, Vector previous) in new[] { (x, y), (y, x) })
        {
            if (IsCellState(previous) && View.IsActivation(gate, out Activation activation, out Vector sum))
            {
                return new CellParts(previous, sum, activation, input, inputActivation, candidate, cellActivation, clip);
            }
        }

        return null;
    }

    private static bool FindCandidate(Vector product, out Vector input, out Activation inputActivation, out Vector candidate,
        out Activation cellActivation)
    {
        input = candidate = null!;
        inputActivation = cellActivation = default;
        if (!View.Is(product, BinaryKind.Multiply, out Vector x, out Vector y)
            || !View.IsActivation(x, out inputActivation, out input)
            || !View.IsActivation(y, out cellActivation, out candidate))
        {
            return false;
        }

        // Of the two the sigmoid is the gate; where neither is, the order of Keras stands.
        if (inputActivation != Activation.Sigmoid && cellActivation == Activation.Sigmoid)
        {
            (input, candidate) = (candidate, input);
            (inputActivation, cellActivation) = (cellActivation, inputActivation);
        }

        return true;
    }

    private bool IsCellState(Vector vector) =>
        vector.IsZero()
        || vector.Pieces.All(piece => piece.Node is InputNode)
        || (vector.IsRun(out Piece piece) && cells.ContainsKey(piece));

    private static bool IsClip(Vector vector, out Vector inner, out float limit)
    {
        inner = vector;
        limit = 0;
        float? low = null, high = null;
        while (View.IsBinary(inner, out BinaryKind kind, out Vector left, out Vector right)
            && kind is BinaryKind.Minimum or BinaryKind.Maximum)
        {
            float[]? constants = right.Constants();
            if (constants is null || constants.AsSpan().ContainsAnyExcept(constants[0]))
            {
                return false;
            }

            if (kind == BinaryKind.Minimum)
            {
                high = constants[0];
            }
            else
            {
                low = constants[0];
            }

            inner = left;
        }

        limit = high ?? 0;
        return limit > 0 && low == -limit;
    }

    private LstmStep? Build(BinaryNode product, Vector cell, CellParts parts, LinearForm[] forms)
    {
        LstmStep? previous = parts.PreviousCell is { } state && state.IsRun(out Piece statePiece)
            ? cells.GetValueOrDefault(statePiece) : null;
        bool fromInputs = previous is null && parts.PreviousCell is { } outside && !outside.IsZero();
        Vector? initialHidden = fromInputs ? FindInitialHidden(forms, parts.PreviousCell!, product.Size) : null;
        if (fromInputs && initialHidden is null)
        {
            return null;
        }

        bool IsHidden(Piece piece) =>
            previous is not null ? piece.Node is HiddenNode hidden && ReferenceEquals(hidden.Step, previous)
            : initialHidden is not null ? initialHidden.Pieces.Contains(piece)
            : Vector.Of(piece.Node, piece.Start, piece.Length).IsZero();

        Vector? x = null;
        var inputs = new GateTerm?[LstmStep.Gates];
        var recurrents = new GateTerm?[LstmStep.Gates];
        for (int gate = 0; gate < LstmStep.Gates; gate++)
        {
            foreach ((LinearNode linear, int firstRow) in forms[gate].Products)
            {
                var hiddenColumns = new List<int>();
                var inputColumns = new List<int>();
                var inputPieces = new List<Vector>();
                int column = 0;
                foreach (Piece piece in linear.Source.Pieces)
                {
                    bool hidden = IsHidden(piece);
                    (hidden ? hiddenColumns : inputColumns).AddRange(Enumerable.Range(column, piece.Length));
                    if (!hidden)
                    {
                        inputPieces.Add(Vector.Of(piece.Node, piece.Start, piece.Length));
                    }

                    column += piece.Length;
                }

                if (hiddenColumns.Count > 0)
                {
                    if (recurrents[gate] is not null || hiddenColumns.Count != product.Size)
                    {
                        return null;
                    }

                    recurrents[gate] = new GateTerm(linear.Weights, firstRow, [.. hiddenColumns]);
                }

                if (inputColumns.Count > 0)
                {
                    Vector source = Vector.Concatenate(inputPieces);
                    if (inputs[gate] is not null || (x is not null && !x.IsSame(source)))
                    {
                        return null;
                    }

                    x = source;
                    inputs[gate] = new GateTerm(linear.Weights, firstRow, [.. inputColumns]);
                }
            }
        }

        if (x is null || inputs.Where((term, gate) => term is null && !(gate == LstmStep.ForgetGate && parts.ForgetSum is null)).Any())
        {
            return null;
        }

        var step = new LstmStep(product.Size, x, previous, product.Origin)
        {
            CellClip = parts.Clip,
            CellActivation = parts.CellActivation,
            InitialHidden = initialHidden,
            InitialCell = fromInputs ? parts.PreviousCell : null,
            Cell = cell,
        };
        inputs.CopyTo(step.Input, 0);
        recurrents.CopyTo(step.Recurrent, 0);
        for (int gate = 0; gate < LstmStep.Gates; gate++)
        {
            // Steps share the arrays of the one before: a long loop would hold thousands of equal ones.
            float[]? bias = ReferenceEquals(forms[gate], LinearForm.Missing) ? null : forms[gate].Bias;
            step.Bias[gate] = bias is not null && previous?.Bias[gate] is { } before && before.AsSpan().SequenceEqual(bias) ? before : bias;
        }

        if (cell.IsRun(out Piece key))
        {
            cells[key] = step;
        }

        return step;
    }

    /// <summary>
    /// The hidden state where both states are inputs of the graph: preferably in the same input as the cell state, else in another
    /// than the first.
    /// </summary>
    private static Vector? FindInitialHidden(LinearForm[] forms, Vector cellState, int units)
    {
        var stateInputs = cellState.Pieces.Select(piece => piece.Node).ToHashSet();
        Vector[] candidates = [.. forms.SelectMany(form => form.Products).Select(product => product.Linear.Source)
            .Where(source => source.Length == units && source.Pieces.All(piece => piece.Node is InputNode))];
        return candidates.FirstOrDefault(source => source.Pieces.All(piece => stateInputs.Contains(piece.Node)))
            ?? candidates.MaxBy(source => ((InputNode)source.Pieces[0].Node).Input);
    }

    private sealed record CellParts(
        Vector? PreviousCell, Vector? ForgetSum, Activation? ForgetActivation, Vector InputSum, Activation InputActivation,
        Vector CellSum, Activation CellActivation, float Clip);
}
