using NanoBms.CommandLine;
using NanoBms.IlMeter.Commands;

return CommandProgram.Run(MeterCommand.Create(), args, Console.Out, Console.Error);
