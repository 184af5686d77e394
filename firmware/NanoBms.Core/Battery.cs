using NanoBms.Core.Arithmetic;

namespace NanoBms.Core
{
    /// <summary>
    /// How a battery is made of cells. A model knows one cell: what it is told is the mean cell's voltage, and the current that would empty
    /// the model's own cell as fast as it empties the battery (equal C-rate).
    /// </summary>
    public sealed class Battery
    {
        private readonly int cellsInSeries;
        private readonly float currentShare, capacityAh;

        /// <summary>One cell of the model.</summary>
        /// <param name="info">The model.</param>
        public Battery(ModelInfo info)
            : this(info, 1, 1, 0f)
        {
        }

        /// <summary>A battery.</summary>
        /// <param name="info">The model.</param>
        /// <param name="cellsInSeries">Cells in series, 1 or more.</param>
        /// <param name="cellsInParallel">Cells in parallel, 1 or more.</param>
        /// <param name="cellCapacityAh">Rated capacity of one cell, ampere-hours; not above 0: that of the model's cell.</param>
        public Battery(ModelInfo info, int cellsInSeries, int cellsInParallel, float cellCapacityAh)
        {
            float modelAh = RealNumber.IsPositive(info.RatedCapacityAh) ? info.RatedCapacityAh : 0f;
            float cellAh = RealNumber.IsPositive(cellCapacityAh) ? cellCapacityAh : modelAh;
            this.cellsInSeries = cellsInSeries;
            capacityAh = cellAh * cellsInParallel;
            currentShare = modelAh > 0f ? modelAh / capacityAh : 1f / cellsInParallel;
        }

        /// <summary>A number that differs where the description does: what was learnt belongs to one description.</summary>
        public int Key
        {
            get { return ((cellsInSeries * 31) + (int)(capacityAh * 1000f)) * 31 + (int)(currentShare * 10000f); }
        }

        /// <summary>Cells in series.</summary>
        public int CellsInSeries
        {
            get { return cellsInSeries; }
        }

        /// <summary>Rated capacity of the battery, ampere-hours; 0 where neither the model nor the user tells.</summary>
        public float CapacityAh
        {
            get { return capacityAh; }
        }

        /// <summary>Volts of the mean cell.</summary>
        public float CellVoltageV(float batteryV)
        {
            return batteryV / cellsInSeries;
        }

        /// <summary>Amperes that the model's cell would carry at the battery's C-rate.</summary>
        public float CellCurrentA(float batteryA)
        {
            return batteryA * currentShare;
        }
    }
}
