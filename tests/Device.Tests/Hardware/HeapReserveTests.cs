using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Hardware;

/// <summary>The piece of the heap kept for calls; nothing else runs meanwhile, for every gauge renews the same piece.</summary>
[CollectionDefinition(nameof(HeapReserveTests), DisableParallelization = true)]
[Collection(nameof(HeapReserveTests))]
public class HeapReserveTests
{
    [Fact]
    public void It_is_made_anew_after_a_collection_and_is_no_garbage_otherwise()
    {
        GC.Collect();
        Assert.InRange(Renewal(), HeapReserve.Bytes, HeapReserve.Bytes + 100);
        long again = 0;
        for (int k = 0; k < 1000; k++)
        {
            again += Renewal();
        }

        // Another test may collect meanwhile; garbage at each call would be 1.4 MB.
        Assert.InRange(again, 0, 100 * HeapReserve.Bytes);
    }

    private static long Renewal()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        HeapReserve.Renew();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
