namespace nanoFramework.TestFramework;

/// <summary>Marks a test, as the device's test framework does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TestMethodAttribute : Attribute;
