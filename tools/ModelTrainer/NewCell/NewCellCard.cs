using System.Globalization;
using System.Text;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>What a user should know of the model of a new cell, as Markdown.</summary>
internal static class NewCellCard
{
    /// <summary>Share of the cells of a population that the spread of a card holds.</summary>
    public const double SpreadShare = 0.95;

    /// <summary>Writes the card.</summary>
    /// <param name="model">The model.</param>
    /// <param name="commandLine">The command that made it.</param>
    /// <param name="goodPercent">Mean error above which the card is marked.</param>
    public static string Write(NewCellModel model, string commandLine, double goodPercent)
    {
        NewCellPlan plan = model.Plan;
        var text = new StringBuilder();
        ErrorFigures total = model.Total;
        bool isChecked = plan.Logs is not null;
        double spread = Spread(model);
        text.Append(CultureInfo.InvariantCulture, $"""
            # {plan.Name}

            {model.Pair.Manifest.Description}

            """);
        if (!isChecked)
        {
            text.Append(CultureInfo.InvariantCulture, $"""

                **Not checked on a recording of this cell.** Made from its data sheet and from what the literature says of its chemistry. On {model.Errors.Count} other cells
                that fit the same data sheet it errs {total.MeanAbsolutePercent:F1} % on average; the mean error of one cell is at most {spread:F1} % for {100 * SpreadShare:F0} % of them, {model.MeansPercent[^1]:F1} % at the worst.

                """);
        }

        if ((isChecked ? total.MeanAbsolutePercent : spread) > goodPercent)
        {
            text.Append(CultureInfo.InvariantCulture, $"""

                **Use the network of this model with care**: its error of {(isChecked ? total.MeanAbsolutePercent : spread):F1} % is above {goodPercent} %. {(isChecked ? "More logs" : "A log of at least one discharge and one charge")} would help most.

                """);
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            | | |
            |---|---|
            | cell | {plan.Cell.Type}, {plan.Preset.Title}, rated {plan.Cell.CapacityAh} Ah, {plan.Cell.EmptyV} to {plan.Cell.FullV} V |
            | limits | charge {plan.Cell.MaxChargeA} A from {plan.Cell.MinChargeC} degC, discharge {plan.Cell.MaxDischargeA} A, {plan.Cell.MinUseC} to {plan.Cell.MaxUseC} degC |
            | network | LSTM {string.Join(" -> LSTM ", model.Options.LstmUnits)} -> Dense {string.Join(" -> Dense ", model.Options.DenseUnits.Append(1))}, {(plan.Network.IsStreaming ? "streaming, samples" : $"window {plan.Network.Window} samples")} of {plan.Network.SamplePeriodMs / 1000.0} s |
            | output | state of charge = 1 + charge since full / rated capacity, in percent |
            | made by | `{commandLine}` |
            | int8 file | SHA-256 {model.Pair.Int8.Sha256} |
            | training | {model.Options.Steps} steps of {model.Options.BatchSize}, AdamW, learning rate {model.Options.LearningRate}, seed {model.Options.Seed}; sensor errors (factor {model.Options.SensorErrorScale}) and random cold starts |

            """);
        text.Append(isChecked ? Logs(model, plan.Logs!) : Population(model));
        text.Append("\n## Sources of the virtual cells\n\n");
        foreach (string source in model.Sources)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {source}\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The mean error that <see cref="SpreadShare"/> of the cells do not exceed, percent.</summary>
    public static double Spread(NewCellModel model)
    {
        double[] means = model.MeansPercent;
        return means[Math.Min(means.Length - 1, (int)Math.Ceiling(SpreadShare * means.Length) - 1)];
    }

    private static string Logs(NewCellModel model, LogSplit logs)
    {
        static string Names(IEnumerable<Cells.Cycles.Cycle> cycles) => string.Join(
            ", ",
            cycles.GroupBy(cycle => cycle.Group)
                .Select(group => $"{group.Key} ({string.Join(", ", group.Select(cycle => cycle.Name).Distinct())})"));
        double closestMilliV = 1000 * model.Closest[0].ErrorV;
        return string.Create(CultureInfo.InvariantCulture, $"""
            | learnt from | {Names(logs.Training)} |
            | chosen on | {Names(logs.Validation)}: MAE {model.Trained.Validation.MeanAbsolutePercent:F2} %, RMSE {model.Trained.Validation.RootMeanSquarePercent:F2} % |
            | beside the logs | lives of the {model.Closest.Count} cells of the chemistry that follow the logs best, within {closestMilliV:F0} mV the closest |

            ## Errors on what was held back

            An estimate each 15 s from the first row on, readings rounded as the device rounds them; percent state of charge. Logs of one cell: another of its type may differ.

            {ErrorTable.Markdown(ErrorTable.Rows(model.Errors, []))}
            """);
    }

    private static string Population(NewCellModel model)
    {
        double[] means = model.MeansPercent;
        var spread = model.Plan.Preset.Spread;
        ErrorFigures total = model.Total;
        return string.Create(CultureInfo.InvariantCulture, $"""
            | learnt from | {model.Plan.PopulationCells} cells that fit the data sheet, a life of {model.Plan.LifeS / 3600} h each: driven, at rest, charged, while the temperature drifts |
            | chosen on | other cells: MAE {model.Trained.Validation.MeanAbsolutePercent:F2} % |

            ## The cells that fit the data sheet

            | | from | to |
            |---|---:|---:|
            | capacity held, of the rated | {spread.CapacityShare[0]} | {spread.CapacityShare[1]} |
            | resistance, of the usual | {1 / spread.ResistanceFactor:F2} | {spread.ResistanceFactor} |
            | time constants, of the usual | {1 / spread.TimeConstantFactor:F2} | {spread.TimeConstantFactor} |
            | width of the hysteresis, of the usual {2000 * model.Plan.Preset.HysteresisHalfWidthV:F0} mV | {1 / spread.HysteresisFactor:F2} | {spread.HysteresisFactor} |
            | open-circuit voltage about the mixture of its sources, standard deviation | | {1000 * spread.CurveV:F0} mV |

            ## Errors on {model.Errors.Count} cells that it never saw

            An estimate each 15 s, from power-up on; percent state of charge.

            | | mean % | RMSE % | max % |
            |---|---:|---:|---:|
            | all | {total.MeanAbsolutePercent:F2} | {total.RootMeanSquarePercent:F2} | {total.MaximumPercent:F2} |

            | mean error of one cell | % |
            |---|---:|
            | the best | {means[0]:F2} |
            | the middle | {means[means.Length / 2]:F2} |
            | {100 * SpreadShare:F0} % do not exceed | {Spread(model):F2} |
            | the worst | {means[^1]:F2} |

            """);
    }
}
