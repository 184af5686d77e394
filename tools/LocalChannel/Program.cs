using NanoBms.LocalChannel.Commands;

return await ChannelCommand.Create().Parse(args).InvokeAsync();
