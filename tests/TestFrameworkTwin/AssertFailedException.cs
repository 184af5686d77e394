namespace nanoFramework.TestFramework;

/// <summary>A test's expectation did not hold.</summary>
public sealed class AssertFailedException(string message) : Exception(message);
