namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// An activation that is an operator of its own: int8 values in, int8 values out, as TensorFlow Lite Micro computes it.
    /// </summary>
    public abstract class ElementwiseOperator
    {
        /// <summary>Computes <paramref name="size"/> outputs from as many inputs.</summary>
        public abstract void Run(short[] input, int inputOffset, short[] output, int outputOffset, int size);
    }
}
