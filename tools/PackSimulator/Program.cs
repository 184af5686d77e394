using System.CommandLine;
using NanoBms.PackSimulator.Commands;

var root = new RootCommand("x") { FitCommand.Create() };
return root.Parse(args).Invoke();
