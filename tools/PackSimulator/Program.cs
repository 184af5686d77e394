using NanoBms.CommandLine;
using NanoBms.PackSimulator.Commands;

return await CommandProgram.RunAsync(RunCommand.Create(), args, Console.Out, Console.Error);
