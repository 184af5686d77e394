using NanoBms.CommandLine;
using NanoBms.FleetServer.Commands;

return await CommandProgram.RunAsync(FleetCommand.Create(), args, Console.Out, Console.Error);
