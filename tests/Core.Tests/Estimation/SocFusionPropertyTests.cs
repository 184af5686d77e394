using FsCheck;
using FsCheck.Fluent;
using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>
/// What holds of the fused figure whatever it is given: no jump, no figure outside 0..100 %, and a state that is taken up again.
/// </summary>
public class SocFusionPropertyTests
{
    private const float StepPercent = 1f;
    private const float CapacityAh = 2.9f, FullVoltageV = 4.14f;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static Gen<float> Estimates =>
        Gen.Elements(0f, 100f, 50f, -5f, 250f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue);

    private static Gen<float> Currents =>
        Gen.Elements(
            0f, 0.1f, -1f, -10f, 10f, 500f, -500f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue,
            -float.MaxValue);

    private static Gen<float> Voltages => Gen.Elements(3.7f, 4.16f, 0f, float.NaN, float.PositiveInfinity);

    private static Gen<float> NotFull => Gen.Elements(3.7f, 3.9f, 0f, float.NaN);

    private static Gen<float> Times =>
        Gen.Elements(1f, 15f, 0.2f, 100f, 86400f, 1e30f, 0f, -3f, float.NaN, float.PositiveInfinity, float.NegativeInfinity);

    /// <summary>
    /// What happens in a second: a reading or a gap, then an estimate or none.
    /// </summary>
    private static Gen<Second[]> Seconds =>
        (from isGap in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
         from voltageV in NotFull
         from currentA in Gen.Frequency((3, Gen.Constant(-1f)), (1, Currents))
         from hasEstimate in Gen.Elements(false, true)
         from estimate in Gen.Frequency((2, Gen.Elements(0f, 100f)), (1, Estimates))
         select new Second(isGap, voltageV, currentA, hasEstimate, estimate, 1f)).ArrayOf(400);

    [Fact]
    public void Within_a_second_it_never_moves_by_more_than_1_percent() =>
        Check.One(Many, Prop.ForAll(Seconds.ToArbitrary(), seconds =>
        {
            // What is known at once is shown at once: a network's start, a full cell. Of all else this is true.
            SocFusion fused = Create(out _);
            for (int second = 0; second < 90; second++)
            {
                fused.Add(3.7f, 0f, 25f, 1f);
                fused.Correct(50f, 1f);
            }

            var before = new List<float>();
            foreach (Second second in seconds)
            {
                // What anyone may have seen during the second before, against what is to be seen during this one.
                var now = new List<float>();
                Note(fused, now);
                if (second.IsGap)
                {
                    fused.AddGap(1f);
                }
                else
                {
                    fused.Add(second.VoltageV, second.CurrentA, 25f, 1f);
                }

                Note(fused, now);
                if (second.HasEstimate)
                {
                    fused.Correct(second.Estimate, second.SinceS);
                }

                Note(fused, now);
                if (before.Exists(then => now.Exists(figure => !(Math.Abs(figure - then) <= StepPercent))))
                {
                    return false;
                }

                before = now;
            }

            return true;
        }));

    [Fact]
    public void No_input_makes_it_leave_its_range_or_become_no_number() =>
        Check.One(Many, Prop.ForAll(Calls().ToArbitrary(), calls =>
        {
            SocFusion fused = Create(out _);
            return Array.TrueForAll(calls, call =>
            {
                call.On(fused);
                return fused.SocPercent is >= 0f and <= 100f && float.IsFinite(fused.CurrentOffsetA)
                    && Math.Abs(fused.CurrentOffsetA) <= 0.41f;
            });
        }));

    [Fact]
    public void Whatever_came_before_the_truth_comes_to_lie_within_the_bar_95_times_in_100()
    {
        // Most of these histories no sensor can give: the offset and the error learnt of them are what no prior has.
        int histories = 0, held = 0;
        Check.One(Many, Prop.ForAll(Calls().ToArbitrary(), calls =>
        {
            SocFusion fused = Create(out _);
            Array.ForEach(calls, call => call.On(fused));
            for (int k = 0; k < 1440; k++)
            {
                fused.Add(3.7f, 0f, 25f, 15f);
                fused.Correct(40f, 15f);
            }

            float error = Math.Abs(fused.SocPercent - 40f);
            histories++;
            held += error <= fused.BarPercent ? 1 : 0;
            return error <= 1.5f * fused.BarPercent && fused.BarPercent < 30f;
        }));
        Assert.InRange(held, 0.95 * histories, histories);
    }

    [Fact]
    public void Any_state_that_it_writes_it_takes_up_with_the_same_figure() =>
        Check.One(Many, Prop.ForAll(Calls().ToArbitrary(), calls =>
        {
            SocFusion fused = Create(out _);
            Array.ForEach(calls, call => call.On(fused));
            var count = new StateBuffer(null, false);
            fused.SerializeLearnt(count);
            var state = new byte[count.Length];
            fused.SerializeLearnt(new StateBuffer(state, false));
            SocFusion other = Create(out _);
            other.SerializeLearnt(new StateBuffer(state, true));
            other.Resume(1f);
            return other.IsAnchored == fused.IsAnchored && Math.Abs(other.SocPercent - fused.SocPercent) <= 0.05f
                && other.Disagrees == fused.Disagrees;
        }));

    [Fact]
    public void Handed_over_with_its_counter_it_goes_on_to_the_last_bit() =>
        Check.One(Many, Prop.ForAll(Calls().ToArbitrary(), calls =>
        {
            SocFusion fused = Create(out CoulombCounter counter), other = Create(out CoulombCounter otherCounter);
            Array.ForEach(calls[..(calls.Length / 2)], call => call.On(fused));

            // Who sleeps between samples has them far apart, after which all is in single precision.
            fused.Add(3.7f, -1f, 25f, 15f);
            var count = new StateBuffer(null, false);
            counter.Serialize(count);
            fused.Serialize(count);
            var bytes = new byte[count.Length];
            StateBuffer write = new(bytes, false), read = new(bytes, true);
            counter.Serialize(write);
            fused.Serialize(write);
            otherCounter.Serialize(read);
            other.Serialize(read);

            // The next is a reading.
            fused.Add(3.7f, -1f, 25f, 1f);
            other.Add(3.7f, -1f, 25f, 1f);
            return Array.TrueForAll(calls[(calls.Length / 2)..], call =>
            {
                call.On(fused);
                call.On(other);
                return fused.SocPercent.Equals(other.SocPercent) && counter.Reference.SocPercent.Equals(otherCounter.Reference.SocPercent)
                    && fused.CurrentOffsetA.Equals(other.CurrentOffsetA)
                    && fused.Disagrees == other.Disagrees && fused.IsAnchored == other.IsAnchored;
            });
        }));

    private static SocFusion Create(out CoulombCounter counter)
    {
        counter = new CoulombCounter(CapacityAh, FullVoltageV, 0.1f);
        return new SocFusion(counter, CapacityAh, TestErrors.Table);
    }

    private static Gen<Call[]> Calls() =>
        (from kind in Gen.Choose(0, 9)
         from voltageV in Voltages
         from currentA in Currents
         from timeS in Times
         from estimate in Estimates
         select new Call(kind, voltageV, currentA, timeS, estimate)).ArrayOf(120);

    private static void Note(SocFusion fused, List<float> figures)
    {
        if (fused.IsAnchored)
        {
            figures.Add(fused.SocPercent);
        }
    }

    private sealed record Second(bool IsGap, float VoltageV, float CurrentA, bool HasEstimate, float Estimate, float SinceS);

    private sealed record Call(int Kind, float VoltageV, float CurrentA, float TimeS, float Estimate)
    {
        public void On(SocFusion fused)
        {
            switch (Kind)
            {
                case 0:
                    fused.AddGap(TimeS);
                    break;
                case < 6:
                    fused.Add(VoltageV, CurrentA, 25f, TimeS);
                    break;
                default:
                    fused.Correct(Estimate, TimeS);
                    break;
            }
        }
    }
}
