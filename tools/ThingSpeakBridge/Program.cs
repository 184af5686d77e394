using NanoBms.ThingSpeakBridge.Commands;

return await BridgeCommand.Create().Parse(args).InvokeAsync();
