namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>Something in the projects that a person must put right; the message says what, where and how.</summary>
public sealed class DeviceProjectException(string message) : Exception(message);
