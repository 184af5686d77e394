using NanoBms.ModelConverter.Commands;

return CommandLine.Run(args, Console.Out, Console.Error);
