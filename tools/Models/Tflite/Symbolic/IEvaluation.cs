using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>An evaluation of a model's graphs, as a single operator in it sees it.</summary>
internal interface IEvaluation
{
    /// <summary>The work that is left.</summary>
    WorkBudget Budget { get; }

    /// <summary>Knows LSTM steps.</summary>
    LstmRecognizer Recognizer { get; }

    /// <summary>An operator in words; the same object for the same operator.</summary>
    Origin OriginOf(TfliteOperator op, TfliteSubgraph graph, bool isMain);

    /// <summary>Value of a tensor.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="index">Its index.</param>
    /// <param name="values">Values of the graph's tensors, as far as they are computed.</param>
    SymbolicValue Value(TfliteSubgraph graph, int index, SymbolicValue?[] values);
}
