namespace Voting.Server.Storage;

/// <summary>Section <c>Storage</c>: where the embedded database, and by default the keys, live.</summary>
public sealed class StorageOptions
{
    /// <summary>A folder on a local disk. Losing it loses the contests.</summary>
    public string DataDirectory { get; set; } = "data";
}

/// <summary>Section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>Folder of the signing, contest and device keys; <c>{DataDirectory}/keys</c> when empty. Never part of a database dump.</summary>
    public string Directory { get; set; } = "";
}
