namespace nanoFramework.TestFramework;

/// <summary>
/// The assertions of the device's test framework that the firmware's tests use, for the desktop; with all its overloads, so that a call is
/// ambiguous here too where it is there.
/// </summary>
public static class Assert
{
    /// <summary>Expects equal truths.</summary>
    public static void AreEqual(bool expected, bool actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal characters.</summary>
    public static void AreEqual(char expected, char actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(byte expected, byte actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(sbyte expected, sbyte actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(short expected, short actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(ushort expected, ushort actual, string message = "") =>
        Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(int expected, int actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(uint expected, uint actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(long expected, long actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(ulong expected, ulong actual, string message = "") => Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal numbers.</summary>
    public static void AreEqual(double expected, double actual, string message = "") =>
        Check(expected.Equals(actual), expected, actual, message);

    /// <summary>Expects equal objects.</summary>
    public static void AreEqual(object expected, object actual, string message = "") =>
        Check(expected.Equals(actual), expected, actual, message);

    /// <summary>Expects equal numbers, bit for bit.</summary>
    public static void AreEqual(float expected, float actual, string message = "") =>
        Check(expected.Equals(actual), expected, actual, message);

    /// <summary>Expects equal times.</summary>
    public static void AreEqual(DateTime expected, DateTime actual, string message = "") =>
        Check(expected == actual, expected, actual, message);

    /// <summary>Expects equal texts.</summary>
    public static void AreEqual(string expected, string actual, string message = "") =>
        Check(string.Equals(expected, actual, StringComparison.Ordinal), expected, actual, message);

    /// <summary>Expects true.</summary>
    public static void IsTrue(bool condition, string message = "") => Check(condition, true, condition, message);

    /// <summary>Expects false.</summary>
    public static void IsFalse(bool condition, string message = "") => Check(!condition, false, condition, message);

    /// <summary>Expects an action to throw exactly this exception.</summary>
    public static void ThrowsException(Type exceptionType, Action action, string message = "")
    {
        Type? thrown = null;
        try
        {
            action();
        }
        catch (Exception exception)
        {
            thrown = exception.GetType();
        }

        Check(thrown == exceptionType, exceptionType, thrown?.FullName ?? "nothing", message);
    }

    private static void Check(bool holds, object expected, object actual, string message)
    {
        if (!holds)
        {
            throw new AssertFailedException($"expected {expected}, found {actual}. {message}");
        }
    }
}
