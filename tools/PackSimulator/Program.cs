using NanoBms.PackSimulator.Commands;

return await RunCommand.Create().Parse(args).InvokeAsync();
