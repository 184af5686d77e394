namespace NanoBms.Models.Tests;

/// <summary>Sentences that several tests expect, word for word.</summary>
internal static class KerasSentences
{
    public const string Supported =
        "supported are LSTM, Dense, Dropout, Normalization, BatchNormalization, Rescaling, Flatten and activations, so train the model with these.";

    public const string OtherRecurrent = "is a recurrent layer other than LSTM, which is not supported; train the model with LSTM layers.";
}
