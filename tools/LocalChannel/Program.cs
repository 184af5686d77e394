using NanoBms.CommandLine;
using NanoBms.LocalChannel.Commands;

return await CommandProgram.RunAsync(ChannelCommand.Create(), args, Console.Out, Console.Error);
