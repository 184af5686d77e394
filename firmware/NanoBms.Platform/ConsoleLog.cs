using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The console: on a board, what nanoFramework's debugger and its serial port show.</summary>
    public sealed class ConsoleLog : ILog
    {
        /// <inheritdoc/>
        public void Write(string line)
        {
            Console.WriteLine(line);
        }
    }
}
