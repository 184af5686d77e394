using NanoBms.CommandLine;
using NanoBms.ModelConverter.Commands;

return CommandProgram.Run(ConverterCommand.Create(), args, Console.Out, Console.Error);
