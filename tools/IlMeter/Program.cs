using NanoBms.IlMeter.Commands;

return MeterCommand.Create().Parse(args).Invoke();
