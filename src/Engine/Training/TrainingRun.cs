using System.Diagnostics;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training.Batches;
using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Engine.Training;

/// <summary>
/// Trains a segmentor and its routing (Sec. 5.2.3). At one number of threads the result follows from the setup alone, bit for bit,
/// whether the run went through or was stopped or killed and resumed any number of times.
/// </summary>
public sealed class TrainingRun
{
    private readonly TrainingSetup _setup;
    private readonly ITrainingObserver _observer;
    private readonly TrainedParts _parts;
    private readonly OptimizerStep _step;
    private readonly ValidationPass _validation;
    private readonly SavedTraining _saved;
    private readonly TrainedOptimizer _optimizer;
    private readonly CheckpointFolder? _checkpoints;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TrainingLog? _log;
    private TrainingState _state;
    private double _secondsBefore;
    private long _casesDone;

    private TrainingRun(TrainingSetup setup, TrainedParts parts, TrainedOptimizer optimizer, ITrainingObserver observer)
    {
        (_setup, _parts, _optimizer, _observer) = (setup, parts, optimizer, observer);
        var kind = setup.Backbone.Describe().ClassKind;
        var losses = setup.Losses with { Classes = kind, Parameterisation = setup.Head?.Describe().Parameterisation ?? setup.Losses.Parameterisation };
        var system = new DeferredSystem(setup.Backbone, setup.Options.Deferral ? setup.Head : null, setup.Device);
        var network = new TrainedNetwork(system, parts, new ImageEncoding(setup, system, parts));
        var overlap = setup.Options.SegmentorLoss == SegmentorLossKind.DiceCrossEntropy ? new OverlapLoss(setup.Options.BatchDice) : null;
        _step = new(setup, parts, network, new TrainingObjective(losses, overlap), optimizer);
        _validation = new(setup, system, network);
        _saved = new(setup, parts, optimizer);
        _checkpoints = setup.Folder is null ? null : new(setup.Folder);
        _state = new()
        {
            Seed = setup.Seed,
            Fingerprint = RunIdentity.Of(setup, parts),
            Threads = get_num_threads(),
            Versions = Versions,
            Libtorch = LibtorchBuild.Version,
        };
    }

    private static string Versions => $"DeferredSeg {typeof(TrainingRun).Assembly.GetName().Version}, .NET {Environment.Version}";

    // Images are seen once in an epoch.
    private int Patches => _setup.Tiles is null ? 1 : _setup.Options.Patches;

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Trains in place; modules are in evaluation mode afterwards.</summary>
    /// <param name="setup">What, on what and how.</param>
    /// <param name="observer">Is told every step, epoch and notice.</param>
    /// <param name="cancellation">Stops between two optimizer steps or two validation cases, and leaves a checkpoint.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="ArgumentException">The setup lacks something or does not fit together.</exception>
    /// <exception cref="CheckpointException">The folder holds a run already, there is nothing to resume from, or files cannot be written.</exception>
    /// <exception cref="DivergedException">Three batches in a row had no finite loss or gradient, or a validation case no finite output.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; with a folder, resuming goes on as if it had not been.</exception>
    public static TrainingResult Run(TrainingSetup setup, ITrainingObserver observer, CancellationToken cancellation = default)
    {
        TrainingChecks.Require(setup);
        using var scope = NewDisposeScope();
        var parts = new TrainedParts(setup);
        using var optimizer = new TrainedOptimizer(setup.Options, parts.Parameters);
        var run = new TrainingRun(setup, parts, optimizer, observer);
        try
        {
            run.Begin();
            return run.Train(cancellation);
        }
        finally
        {
            run._log?.Dispose();
            parts.ClearGradients();
            parts.Eval();
        }
    }

    /// <summary>Makes sure, without training, that a setup can be trained.</summary>
    /// <param name="setup">What, on what and how.</param>
    /// <exception cref="ArgumentException">The setup lacks something or does not fit together.</exception>
    /// <exception cref="InvalidOperationException">Nothing in it can be trained.</exception>
    public static void Check(TrainingSetup setup)
    {
        TrainingChecks.Require(setup);
        _ = new TrainedParts(setup);
    }

    private void Begin()
    {
        if (_checkpoints is null)
        {
            if (_setup.Resume)
                throw new CheckpointException("There is no folder to resume from.");
            return;
        }
        if (_setup.Resume)
            Resume();
        else if (_checkpoints.Any)
            throw new CheckpointException($"The folder {_setup.Folder} holds the checkpoints of a run already. Resume it, or choose another folder.");
        else
            _checkpoints.RemoveHalfWritten();
        _log = new(_setup.Folder!, _state.Logs);
        // What cannot be written is better known before the first epoch than after it.
        if (!_setup.Resume)
            Save();
    }

    private void Resume()
    {
        using var scope = NewDisposeScope();
        var (found, tensors) = _checkpoints!.Read(_observer.Notice);
        if (found.Libtorch != _state.Libtorch)
            throw new CheckpointException(
                $"The run in {_setup.Folder} was computed with {found.Libtorch}, this program computes with {_state.Libtorch}: it would not end with the "
                    + "same weights. Resume it with the program that began it, or train anew in another folder."
            );
        RunIdentity.Require(found, _state, _setup.Folder!);
        if (found.Threads != _state.Threads)
            _observer.Notice(
                $"The checkpoint was computed with {found.Threads} threads, now there are {_state.Threads}: the last bits of the "
                    + "result may differ from those of an undisturbed run."
            );
        if (found.Versions != _state.Versions)
            _observer.Notice($"The checkpoint was computed with {found.Versions}; now it is {_state.Versions}.");
        _saved.Restore(tensors);
        _secondsBefore = found.Seconds;
        _state = found with { Threads = _state.Threads, Versions = _state.Versions, Ended = found.EndedBy(_setup.Options) };
    }

    private TrainingResult Train(CancellationToken cancellation)
    {
        while (_state.Ended is null)
        {
            int[] order = [.. Enumerable.Range(0, Patches).SelectMany(round => EpochOrder.Of(_setup.Train.Cases, _setup.Seed, _state.Epoch * Patches + round))];
            int[][] batches = [.. order.Chunk(_setup.Options.BatchSize)];
            var rate = LearningRates.RateAt(_setup.Options, _state.Epoch);
            _optimizer.Rate = rate;
            while (_state.Position < batches.Length)
            {
                StopIfCancelled(cancellation);
                Step(batches, rate);
            }
            Validate(rate, cancellation);
        }
        return new(_state.Epoch, _state.Step, _state.Stopping, _state.Ended, Seconds);
    }

    private void Step(int[][] batches, double rate)
    {
        var window = batches[_state.Position..Math.Min(_state.Position + _setup.Options.Accumulation, batches.Length)];
        var outcome = _step.Run(window, _state.Epoch, _state.Step, _state.BadInRow, _observer.Notice);
        if (outcome.BadInRow >= OptimizerStep.MostBadInRow)
            throw Diverged(window);
        _state = _state with
        {
            Position = _state.Position + window.Length,
            Step = _state.Step + 1,
            BadInRow = outcome.BadInRow,
            Counted = _state.Counted + outcome.Counted,
            Sum = _state.Sum + outcome.Sum,
            RhoSum =
                _state.RhoSum.Count == 0 ? outcome.RhoSum
                : outcome.RhoSum.Count == 0 ? _state.RhoSum
                : [.. _state.RhoSum.Zip(outcome.RhoSum, (left, right) => left + right)],
        };
        _casesDone += window.Sum(batch => batch.Length);
        Tell(rate, outcome);
        if (_setup.Options.CheckpointSteps > 0 && _state.Step % _setup.Options.CheckpointSteps == 0)
            Save();
    }

    private void Tell(double rate, StepOutcome outcome)
    {
        var perSecond = _casesDone / Math.Max(_clock.Elapsed.TotalSeconds, 1e-9);
        var cases = _setup.Train.Cases.Count * Patches;
        var done = Math.Min(_state.Position * _setup.Options.BatchSize, cases);
        var left = (_setup.Options.Epochs - _state.Epoch) * (double)cases - done;
        var progress = new StepProgress(
            _state.Epoch,
            _state.Step,
            done,
            cases,
            rate,
            outcome.Counted == 0 ? null : outcome.Sum * (1.0 / outcome.Counted),
            [.. outcome.RhoSum.Select(sum => sum / outcome.Counted)],
            perSecond,
            left / perSecond
        );
        _log?.Write(progress);
        _observer.Step(progress);
    }

    private void Validate(double rate, CancellationToken cancellation)
    {
        _parts.Eval();
        ValidationResult result;
        try
        {
            result = _validation.Run(cancellation);
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
        var (epoch, counted) = (_state.Epoch, Math.Max(_state.Counted, 1));
        var stopping = _state.Stopping.After(epoch, result.System, result.Deferral, _setup.Options.DeferralGoal);
        var progress = new EpochProgress(
            epoch,
            _state.Step,
            rate,
            _state.Sum * (1.0 / counted),
            [.. _state.RhoSum.Select(sum => sum / counted)],
            result,
            stopping.BestDiceEpoch == epoch,
            Seconds
        );
        _log?.Write(progress);
        if (_setup.Folder is { } folder && progress.IsBest)
            _saved.WriteWeights(Path.Combine(folder, "best"));
        _state = _state with { Epoch = epoch + 1, Position = 0, Counted = 0, Sum = LossParts.Zero, RhoSum = [], Stopping = stopping };
        _state = _state with { Ended = _state.EndedBy(_setup.Options) };
        Save();
        _observer.Epoch(progress);
    }

    private void StopIfCancelled(CancellationToken cancellation)
    {
        if (!cancellation.IsCancellationRequested)
            return;
        Save();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Writes a checkpoint, unless the last batch was bad: what is kept is good.</summary>
    private void Save()
    {
        if (_checkpoints is null || _state.BadInRow > 0)
            return;
        using var scope = NewDisposeScope();
        _state = _state with { Seconds = Seconds, Logs = _log!.Flush() };
        _checkpoints.Write(_state, _saved.Tensors());
    }

    private DivergedException Diverged(int[][] window) =>
        new(
            $"{OptimizerStep.MostBadInRow} batches in a row had no finite loss or gradient, the last in epoch {_state.Epoch + 1}, step {_state.Step + 1}, "
                + $"with the cases {string.Join(", ", window.SelectMany(batch => batch).Select(index => _setup.Train.Cases[index].Id))}. "
                + $"Lower learningRate, which is {_setup.Options.LearningRate}, or set gradientNorm. "
                + $"{(_checkpoints?.Newest is { } path ? $"The last good checkpoint is {path}." : "There is no checkpoint.")}"
        );
}

/// <summary>How a run ended. The networks hold the weights of its last step.</summary>
/// <param name="Epochs">Epochs that were trained.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Stopping">The best validation values and their epochs.</param>
/// <param name="Ended">Why it ended, in words.</param>
/// <param name="Seconds">Seconds of work, those before a resume included.</param>
public sealed record TrainingResult(int Epochs, long Steps, EarlyStopping Stopping, string Ended, double Seconds);
