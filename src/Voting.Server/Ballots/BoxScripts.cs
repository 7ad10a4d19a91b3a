using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Ballots;

/// <summary>
/// The scripts of one shard in one epoch. Both stand in their texts, so that their hashes are those of no other shard and epoch:
/// Redis that started anew has none of them, and says so before anything is read or written.
/// </summary>
public sealed class BoxScripts
{
    public const string Open = "open";
    public const string Shut = "shut";

    private static readonly ConcurrentDictionary<string, string> Texts = new();

    public BoxScripts(string tag, int epoch)
    {
        Epoch = epoch;
        Cast = new Script(tag, epoch, "address_window", "older_keys", "cast_ballot");
        Settle = new Script(tag, epoch, "settle_ballots");
        TakeBack = new Script(tag, epoch, "take_back");
        ReadTally = new Script(tag, epoch, "read_tally");
        SetGate = new Script(tag, epoch, "set_gate");
    }

    public int Epoch { get; }

    public Script Cast { get; }

    public Script Settle { get; }

    public Script TakeBack { get; }

    public Script ReadTally { get; }

    public Script SetGate { get; }

    public IReadOnlyList<Script> All => [Cast, Settle, TakeBack, ReadTally, SetGate];

    /// <summary>A script that carries no epoch, as it stands in its files.</summary>
    public static string Text(params string[] names) => string.Concat(names.Select(name => Texts.GetOrAdd(name, Read)));

    private static string Read(string name)
    {
        using var stream = typeof(BoxScripts).Assembly.GetManifestResourceStream($"Voting.Server.Ballots.Scripts.{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public sealed class Script
    {
        [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
        public Script(string tag, int epoch, params string[] names)
        {
            Text = $"local TAG, EPOCH = '{tag}', '{epoch}'\n{BoxScripts.Text(names)}";
            Sha = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
        }

        public string Text { get; }

        /// <summary>20 bytes.</summary>
        public byte[] Sha { get; }
    }
}
