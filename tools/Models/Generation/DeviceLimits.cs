
namespace NanoBms.Models.Generation;

/// <summary>Limits of a nanoFramework assembly that the project keeps.</summary>
public static class DeviceLimits
{
    /// <summary>IL bytes of an assembly; the file format ends at 65,535.</summary>
    public const int AssemblyIlBytes = 63_500;

    /// <summary>Bytes of array initialisers of an assembly; arrays and signatures share one table of 65,535.</summary>
    public const int AssemblyArrayBytes = 60_000;

    /// <summary>
    /// Locals of a method of generated code. On the device a call takes 12 bytes for each from the heap, in one piece; where no such piece
    /// is free, nanoCLR skips the call and later dies.
    /// </summary>
    public const int MethodLocals = 100;

    /// <summary>Locals of a method up to which constants get some: more make the frame larger for a few bytes of code.</summary>
    public const int MethodLocalsOfConstants = 91;

    /// <summary>Arguments or stack slots of a method; the file format ends at 255.</summary>
    public const int MethodSlots = 250;

    /// <summary>All assemblies of a model together: what the smallest deployment region spares beside the application.</summary>
    public const int ModelBytes = 640 * 1024;
}
