using Voting.Server.Ballots;

namespace Voting.Server.Organizers;

/// <summary>
/// One after another, and the networks (IPv4 /24, IPv6 /48) that wait take turns: a flood out of one of them makes somebody
/// elsewhere wait for one of its attempts, not for all.
/// </summary>
public sealed class PasswordLine
{
    private const int MostOfNetwork = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressPrefix, Queue<TaskCompletionSource>> _waiting = [];
    private readonly Queue<AddressPrefix> _turns = new();
    private bool _isTaken;

    /// <returns>False when it took too long, or too many of that network wait already; else <see cref="Leave"/> is to be called.</returns>
    public async Task<bool> EnterAsync(AddressPrefix address, TimeSpan longest)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_isTaken)
                return _isTaken = true;
            if (!_waiting.TryGetValue(address.Network, out var line))
            {
                _waiting[address.Network] = line = new();
                _turns.Enqueue(address.Network);
            }

            if (line.Count >= MostOfNetwork)
                return false;
            line.Enqueue(turn);
        }

        await turn.Task.WaitAsync(longest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whoever was given the turn at that very moment has it.
        return !turn.TrySetCanceled();
    }

    public void Leave()
    {
        lock (_lock)
        {
            while (_turns.TryDequeue(out var network))
            {
                var line = _waiting[network];
                var next = line.Dequeue();
                if (line.Count == 0)
                    _waiting.Remove(network);
                else
                    _turns.Enqueue(network);
                // Whoever gave up waiting is passed over.
                if (next.TrySetResult())
                    return;
            }

            _isTaken = false;
        }
    }
}
