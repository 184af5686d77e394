using NanoBms.HardwareDocs.Commands;

return RootCommandFactory.Create().Parse(args).Invoke();
