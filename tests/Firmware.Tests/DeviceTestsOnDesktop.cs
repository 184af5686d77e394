using System.Reflection;
using nanoFramework.TestFramework;

namespace NanoBms.Firmware.Tests;

/// <summary>Runs the tests that are written for the device, one by one, on the desktop.</summary>
public class DeviceTestsOnDesktop
{
    /// <summary>Class and method of every test of the device.</summary>
    public static TheoryData<string, string> Tests { get; } = new(
        from type in typeof(DeviceTests.FixedPointTests).Assembly.GetTypes()
        where type.IsDefined(typeof(TestClassAttribute))
        from method in type.GetMethods()
        where method.IsDefined(typeof(TestMethodAttribute))
        select (type.Name, method.Name));

    [Theory]
    [MemberData(nameof(Tests))]
    public void Test(string className, string methodName)
    {
        Type type = typeof(DeviceTests.FixedPointTests).Assembly.GetTypes().Single(candidate => candidate.Name == className);
        type.GetMethod(methodName)!.Invoke(Activator.CreateInstance(type), BindingFlags.DoNotWrapExceptions, null, null, null);
    }
}
