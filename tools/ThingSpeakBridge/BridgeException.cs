namespace NanoBms.ThingSpeakBridge;

/// <summary>What keeps the bridge from working: one sentence for the user.</summary>
public sealed class BridgeException : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public BridgeException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its sentence and what lies behind it.</summary>
    public BridgeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
