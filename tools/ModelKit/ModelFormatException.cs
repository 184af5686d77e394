namespace NanoBms.ModelKit;

/// <summary>
/// A model, scaler or manifest that cannot be used. The message is one sentence for the user: what is wrong, where, what to do.
/// </summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public ModelFormatException(string message)
        : base(ForeignText.Sentence(message))
    {
    }

    /// <summary>A refusal with its sentence and what lies behind it.</summary>
    public ModelFormatException(string message, Exception inner)
        : base(ForeignText.Sentence(message), inner)
    {
    }
}
