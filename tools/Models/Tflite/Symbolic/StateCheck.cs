using NanoBms.Foundation;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>States of LSTM that are inputs and outputs of the graph.</summary>
internal static class StateCheck
{
    /// <summary>
    /// Checks that further inputs and outputs are LSTM states, each output in the form that the next call takes. True where states are
    /// carried that way.
    /// </summary>
    public static bool CarriesStates(
        IReadOnlyList<LstmStep[]> chains, SymbolicValue[] outputs, int mainOutput, InputNode input, int inputCount)
    {
        // What each value of a state input must be after a call.
        var next = new Dictionary<Element, Element>();
        foreach (LstmStep[] chain in chains)
        {
            Note(chain[0].InitialHidden, chain[^1], false, next);
            Note(chain[0].InitialCell, chain[^1], true, next);
        }

        if (next.Count == 0)
        {
            return inputCount == 1 && outputs.Length == 1
                ? false
                : throw new UserError($"The model has {inputCount} inputs and {outputs.Length} outputs; models of one input and one "
                    + "output (and LSTM states) are supported, export it so.");
        }

        if (chains.Any(chain => chain[0].InitialCell is null))
        {
            throw new UserError("Some of the model's LSTM take their state from inputs and others start from zero, which is not "
                + "supported; export all of them stateful.");
        }

        var stateOutputs = new HashSet<int>();
        foreach (IGrouping<Node, KeyValuePair<Element, Element>> state in next.GroupBy(entry => entry.Key.Node))
        {
            int found = Array.FindIndex(outputs, output => output is FloatValue value && IsNext(value, (InputNode)state.Key, next));
            if (found < 0 || found == mainOutput)
            {
                throw new UserError($"{state.Key.Origin.Operator} is an LSTM's state, and no output gives the new state in the same form; "
                    + "export the model with its state as an output.");
            }

            stateOutputs.Add(found);
        }

        int stateInputs = next.Keys.Select(key => key.Node).Distinct().Count();
        return stateInputs + 1 == inputCount && stateOutputs.Count + 1 == outputs.Length
            && !next.Keys.Any(key => ReferenceEquals(key.Node, input))
            ? true
            : throw new UserError($"The model has {inputCount} inputs and {outputs.Length} outputs, of which {stateInputs} inputs are "
                + "LSTM states; models of one input and one output beside states are supported, export it so.");
    }

    private static bool IsNext(FloatValue output, InputNode state, Dictionary<Element, Element> next)
    {
        Element[] elements = output.Flat().Elements();
        return elements.Length == state.Size
            && elements.Select((element, k) => next.TryGetValue(new Element(state, k), out Element wanted) && wanted == element)
                .All(same => same);
    }

    private static void Note(Vector? initial, LstmStep last, bool isCell, Dictionary<Element, Element> next)
    {
        if (initial is null)
        {
            return;
        }

        Element[] cell = isCell ? last.Cell!.Elements() : [];
        Element[] from = initial.Elements();
        for (int unit = 0; unit < from.Length; unit++)
        {
            next[from[unit]] = isCell ? cell[unit] : new Element(last.Hidden!, unit);
        }
    }
}
