namespace nanoFramework.TestFramework;

/// <summary>Marks a class of tests, as the device's test framework does.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TestClassAttribute : Attribute;
