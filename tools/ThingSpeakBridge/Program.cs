using NanoBms.CommandLine;
using NanoBms.ThingSpeakBridge.Commands;

return await CommandProgram.RunAsync(BridgeCommand.Create(), args, Console.Out, Console.Error);
