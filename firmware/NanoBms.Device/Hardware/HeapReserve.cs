using System;

namespace NanoBms.Device.Hardware
{
    /// <summary>
    /// A piece of the heap kept for calls. A call needs its frame in one piece; where none is free, not even after a collection, nanoCLR
    /// skips the call and later dies. Nobody holds this piece, so that a collection frees it, in one piece, the moment a call needs it.
    /// </summary>
    public static class HeapReserve
    {
        /// <summary>
        /// The largest frame, that of a generated method with 100 locals (docs/memory.md), twice: once the piece is free, other threads
        /// take of it too.
        /// </summary>
        public const int Bytes = 2800;

        private static readonly WeakReference piece = new WeakReference(null);

        /// <summary>
        /// Makes sure that the piece is there, which makes garbage only after a collection. Where the heap is cut up, the device moves it
        /// together for this.
        /// </summary>
        /// <remarks>Short and without a handler: nanoCLR runs such a method within its caller's frame.</remarks>
        /// <exception cref="OutOfMemoryException">There is not so much memory: not the time for what can wait.</exception>
        public static void Renew()
        {
            if (!piece.IsAlive)
            {
                piece.Target = new byte[Bytes];
            }
        }
    }
}
