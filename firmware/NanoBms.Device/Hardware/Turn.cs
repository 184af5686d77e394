using System.Threading;

namespace NanoBms.Device.Hardware
{
    /// <summary>One of several that each take much memory for a while, and must not do so at once.</summary>
    public sealed class Turn
    {
        private const int TryAgainMs = 20;

        private bool isTaken;

        /// <summary>Takes it, if nobody has it.</summary>
        public bool TryTake()
        {
            lock (this)
            {
                bool isFree = !isTaken;
                isTaken = true;
                return isFree;
            }
        }

        /// <summary>Takes it as soon as nobody has it; false where that does not come in time.</summary>
        public bool TryTake(int withinMs)
        {
            bool isMine = TryTake();
            for (int waitedMs = 0; !isMine && waitedMs < withinMs; waitedMs += TryAgainMs)
            {
                Thread.Sleep(TryAgainMs);
                isMine = TryTake();
            }

            return isMine;
        }

        /// <summary>Gives it back.</summary>
        public void Give()
        {
            lock (this)
            {
                isTaken = false;
            }
        }
    }
}
