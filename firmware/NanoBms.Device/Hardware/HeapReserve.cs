using System;

namespace NanoBms.Device.Hardware
{
    /// <summary>
    /// A piece of the heap kept for calls. A call needs its frame in one piece; where none is free, not even after a collection, nanoCLR
    /// skips the call and later dies. Nobody holds this piece, so that a collection frees it, in one piece, the moment a call needs it.
    /// </summary>
    public static class HeapReserve
    {
        /// <summary>The largest frames, 1.3 KB of a generated method, and as much again for those that other threads ask for.</summary>
        public const int Bytes = 2600;

        private static readonly WeakReference piece = new WeakReference(null);

        /// <summary>
        /// Makes sure that the piece is there; to be called where a failure does no harm. Where the heap is cut up, the device moves it
        /// together for this.
        /// </summary>
        /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
        public static void Renew()
        {
            if (!piece.IsAlive)
            {
                piece.Target = new byte[Bytes];
            }
        }
    }
}
