using NanoBms.CommandLine;
using NanoBms.HardwareDocs.Commands;

return CommandProgram.Run(RootCommandFactory.Create(), args, Console.Out, Console.Error);
