using NanoBms.Core.Estimation;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>The window of samples.</summary>
    [TestClass]
    public class SampleWindowTests
    {
        [TestMethod]
        public void It_holds_the_last_samples_oldest_first()
        {
            var window = new SampleWindow(3, 2);
            for (short sample = 1; sample <= 5; sample++)
            {
                Assert.IsTrue(window.IsFull == (sample > 3));
                int at = window.Advance();
                window.Values[at] = sample;
                window.Values[at + 1] = (short)-sample;
            }

            int[] expected = { 3, -3, 4, -4, 5, -5 };
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.AreEqual(expected[k], window.Values[k]);
            }
        }

        [TestMethod]
        public void Cleared_it_fills_anew()
        {
            var window = new SampleWindow(2, 1);
            window.Advance();
            window.Advance();
            Assert.IsTrue(window.IsFull);
            window.Clear();
            Assert.IsFalse(window.IsFull);
            Assert.AreEqual(0, window.Count);
            Assert.AreEqual(0, window.Advance());
        }
    }
}
