using System.Reflection;

[assembly: AssemblyTitle("NanoBms.Model.Part09")]
[assembly: AssemblyCompany("NanoBms contributors")]
[assembly: AssemblyProduct("NanoBms")]
[assembly: AssemblyCopyright("MIT license")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
