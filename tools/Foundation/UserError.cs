namespace NanoBms.Foundation;

/// <summary>
/// A model, scaler or manifest that cannot be used. The message is one sentence for the user: what is wrong, where, what to do.
/// </summary>
public sealed class UserError : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public UserError(string message)
        : base(ForeignText.Sentence(message))
    {
    }

    /// <summary>A refusal with its sentence and what lies behind it.</summary>
    public UserError(string message, Exception inner)
        : base(ForeignText.Sentence(message), inner)
    {
    }
}
